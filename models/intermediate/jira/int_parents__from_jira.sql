-- Grain: one row per Jira issue that states a parent.
-- Three generations of Jira say it in three places; `parent` is the one Jira maintains today.

with

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

agile_values as (
    select * from {{ ref('stg_jira__issue_agile_values') }}
),

issue_keys as (
    select * from {{ ref('int_issue_keys__from_jira') }}
),

stated_parents as (
    select
        'jira:' || issues.issue_id as work_item_id,
        'jira:' || issues.parent_issue_id as parent_work_item_id,
        'parent' as proof_field,
        coalesce(issues.parent_issue_key, issues.parent_issue_id) as proof_text,
        1 as preference
    from issues
    where issues.parent_issue_id is not null
    union all
    -- Inner join: an epic named only by a key that nothing pulled answers to has no id to point at.
    select
        'jira:' || agile_values.issue_id as work_item_id,
        issue_keys.work_item_id as parent_work_item_id,
        'epic_link' as proof_field,
        agile_values.value_text as proof_text,
        2 as preference
    from agile_values
    inner join issue_keys on agile_values.value_text = issue_keys.issue_key
    where agile_values.agile_role = 'epic_link'
    union all
    select
        'jira:' || issues.issue_id as work_item_id,
        'jira:' || issues.epic_issue_id as parent_work_item_id,
        'epic' as proof_field,
        coalesce(issues.epic_issue_key, issues.epic_issue_id) as proof_text,
        3 as preference
    from issues
    where issues.epic_issue_id is not null
)

select
    stated_parents.work_item_id,
    stated_parents.parent_work_item_id,
    stated_parents.proof_field,
    stated_parents.proof_text
from stated_parents
-- Board answers name an epic as its own epic.
where stated_parents.parent_work_item_id <> stated_parents.work_item_id
qualify
    row_number() over (
        partition by stated_parents.work_item_id
        order by stated_parents.preference, stated_parents.parent_work_item_id
    ) = 1
