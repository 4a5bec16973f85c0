-- Grain: one row per GitHub issue that states a parent.
-- A parent's list of sub-issues is read whole when the parent changed: its latest reading counts.

with

items as (
    select * from {{ ref('int_issues__joined_to_pull_requests') }}
),

sub_issues as (
    select listed.*
    from {{ ref('stg_github__sub_issues') }} as listed
    qualify
        rank() over (
            partition by listed.parent_issue_id order by listed.load_id desc nulls last
        ) = 1
),

stated_parents as (
    select
        'github:' || sub_issues.child_issue_id as work_item_id,
        'github:' || sub_issues.parent_issue_id as parent_work_item_id,
        'sub_issues' as proof_field,
        sub_issues.sub_issue_id as proof_text,
        1 as preference,
        sub_issues.load_id
    from sub_issues
    where not sub_issues.is_deleted
    union all
    -- Inner join: a parent in a repository that is not pulled has no id to point at.
    select
        children.work_item_id,
        parents.work_item_id as parent_work_item_id,
        'parent_issue_url' as proof_field,
        children.parent_item_key as proof_text,
        2 as preference,
        null as load_id
    from items as children
    inner join items as parents on lower(children.parent_item_key) = lower(parents.item_key)
)

select
    stated_parents.work_item_id,
    stated_parents.parent_work_item_id,
    stated_parents.proof_field,
    stated_parents.proof_text
from stated_parents
qualify
    row_number() over (
        partition by stated_parents.work_item_id
        order by
            stated_parents.preference asc,
            stated_parents.load_id desc,
            stated_parents.parent_work_item_id asc
    ) = 1
