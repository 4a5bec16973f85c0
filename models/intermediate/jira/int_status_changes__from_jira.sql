-- Grain: one row per status a Jira issue took; the first is its status at creation.
-- A status that no longer exists and whose group nothing tells is to do where an item begins, else in
-- progress: work had left the first status and not come to the last, which the issue itself names.

with

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

changelog_items as (
    select * from {{ ref('stg_jira__changelog_items') }}
),

statuses as (
    select * from {{ ref('int_statuses__from_jira') }}
),

transitions as (
    select
        changelog_items.*,
        -- Imported histories can be older than the issue.
        greatest(changelog_items.created_at, issues.created_at) as changed_at,
        row_number() over (
            partition by changelog_items.issue_id
            order by
                changelog_items.created_at,
                changelog_items.history_number,
                changelog_items.changelog_item_id
        ) as change_order,
        count(*) over (partition by changelog_items.issue_id) as n_changes
    from changelog_items
    -- Inner join: the history of an issue that was not pulled belongs to no work item.
    inner join issues on changelog_items.issue_id = issues.issue_id
    where changelog_items.field_id = 'status'
),

taken_statuses as (
    select
        issues.issue_id,
        coalesce(transitions.from_id, issues.status_id) as status_id,
        coalesce(transitions.from_name, issues.status_name) as status_name,
        issues.created_at as changed_at,
        0 as change_order
    from issues
    left join transitions
        on issues.issue_id = transitions.issue_id and transitions.change_order = 1
    union all
    select
        transitions.issue_id,
        transitions.to_id as status_id,
        transitions.to_name as status_name,
        transitions.changed_at,
        transitions.change_order
    from transitions
    union all
    -- Where the log stops short of the status the issue has, the issue is right: unless the log
    -- was read after it.
    select
        issues.issue_id,
        issues.status_id,
        issues.status_name,
        greatest(
            transitions.changed_at,
            coalesce(issues.status_category_changed_at, issues.updated_at)
        ) as changed_at,
        transitions.change_order + 1 as change_order
    from issues
    inner join transitions
        on issues.issue_id = transitions.issue_id
        and transitions.change_order = transitions.n_changes
    where
        issues.status_id <> transitions.to_id
        and transitions.created_at <= issues.updated_at
)

select
    'jira:' || taken_statuses.issue_id as work_item_id,
    coalesce(statuses.status_name, taken_statuses.status_name) as source_status,
    coalesce(
        statuses.status_group,
        case when taken_statuses.change_order = 0 then 'to_do' else 'in_progress' end
    ) as status_group,
    taken_statuses.changed_at,
    taken_statuses.change_order
from taken_statuses
left join statuses on taken_statuses.status_id = statuses.status_id
