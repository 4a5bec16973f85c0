-- Grain: one row per priority a Jira issue took; the first is its priority at creation.

with

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

changelog_items as (
    select * from {{ ref('stg_jira__changelog_items') }}
),

changes as (
    select
        changelog_items.issue_id,
        changelog_items.from_name,
        changelog_items.to_name,
        -- Imported histories can be older than the issue.
        greatest(changelog_items.created_at, issues.created_at) as changed_at,
        row_number() over (
            partition by changelog_items.issue_id
            order by
                changelog_items.created_at,
                changelog_items.history_number,
                changelog_items.changelog_item_id
        ) as change_order,
        changelog_items.created_at,
        count(*) over (partition by changelog_items.issue_id) as n_changes
    from changelog_items
    -- Inner join: the history of an issue that was not pulled belongs to no work item.
    inner join issues on changelog_items.issue_id = issues.issue_id
    where changelog_items.field_id = 'priority'
),

taken_priorities as (
    select
        issues.issue_id,
        case when changes.issue_id is null then issues.priority_name else changes.from_name end
            as priority_name,
        issues.created_at as changed_at,
        0 as change_order
    from issues
    left join changes on issues.issue_id = changes.issue_id and changes.change_order = 1
    union all
    select
        changes.issue_id,
        changes.to_name as priority_name,
        changes.changed_at,
        changes.change_order
    from changes
    union all
    -- Where the log stops short of the priority the issue has, the issue is right: unless the log
    -- was read after it.
    select
        issues.issue_id,
        issues.priority_name,
        greatest(changes.changed_at, issues.updated_at) as changed_at,
        changes.change_order + 1 as change_order
    from issues
    inner join changes
        on issues.issue_id = changes.issue_id
        and changes.change_order = changes.n_changes
    where
        issues.priority_name is distinct from changes.to_name
        and changes.created_at <= issues.updated_at
)

select
    'jira:' || taken_priorities.issue_id as work_item_id,
    taken_priorities.priority_name,
    taken_priorities.changed_at,
    taken_priorities.change_order
from taken_priorities
