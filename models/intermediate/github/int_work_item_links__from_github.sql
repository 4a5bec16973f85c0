-- Grain: one row per link stated in GitHub and field that states it.

with

items as (
    select * from {{ ref('int_issues__joined_to_pull_requests') }}
),

parents as (
    select * from {{ ref('int_parents__from_github') }}
),

keywords as (
    select * from {{ ref('int_closing_keywords__from_github') }}
),

branch_numbers as (
    select * from {{ ref('int_branch_numbers__from_github') }}
),

closing_references as (
    select * from {{ ref('stg_github__closing_references') }}
),

transfers as (
    select * from {{ ref('stg_github__transfers') }}
),

-- Inner join: a number that no pulled issue has, or that is a pull request's, closes nothing.
closed_by_keyword as (
    select
        keywords.work_item_id,
        issues.work_item_id as issue_work_item_id,
        keywords.proof_field,
        min(keywords.proof_text) as proof_text
    from keywords
    inner join items as issues on lower(keywords.referenced_key) = lower(issues.item_key)
    where not issues.is_pull_request
    group by keywords.work_item_id, issues.work_item_id, keywords.proof_field
)

select
    parents.work_item_id as from_work_item_id,
    parents.parent_work_item_id as to_work_item_id,
    'parent' as link_kind,
    parents.proof_field,
    parents.proof_text
from parents
union all
select
    closed_by_keyword.work_item_id as from_work_item_id,
    closed_by_keyword.issue_work_item_id as to_work_item_id,
    'closes' as link_kind,
    closed_by_keyword.proof_field,
    closed_by_keyword.proof_text
from closed_by_keyword
union all
select
    coalesce(items.work_item_id, 'github:pull-' || closing_references.pull_request_id)
        as from_work_item_id,
    'github:' || closing_references.issue_id as to_work_item_id,
    'closes' as link_kind,
    'closing_references' as proof_field,
    closing_references.issue_key as proof_text
from closing_references
left join items on closing_references.pull_request_id = items.pull_request_id
union all
select
    branch_numbers.work_item_id as from_work_item_id,
    branch_numbers.issue_work_item_id as to_work_item_id,
    'mentions' as link_kind,
    'branch' as proof_field,
    branch_numbers.proof_text
from branch_numbers
union all
select
    'github:' || transfers.issue_id as from_work_item_id,
    'github:' || transfers.successor_issue_id as to_work_item_id,
    'duplicates' as link_kind,
    'transfer' as proof_field,
    transfers.successor_item_key as proof_text
from transfers
