-- Grain: one row per assignee a Jira issue took; the first is its assignee at creation.

with

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

changelog_items as (
    select * from {{ ref('stg_jira__changelog_items') }}
),

hand_overs as (
    select
        changelog_items.issue_id,
        changelog_items.from_id,
        changelog_items.to_id,
        changelog_items.created_at,
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
    where changelog_items.field_id = 'assignee'
),

taken_assignees as (
    select
        issues.issue_id,
        case
            when hand_overs.issue_id is null then issues.assignee_account_id
            else hand_overs.from_id
        end as account_id,
        issues.created_at as changed_at,
        0 as change_order
    from issues
    left join hand_overs
        on issues.issue_id = hand_overs.issue_id and hand_overs.change_order = 1
    union all
    select
        hand_overs.issue_id,
        hand_overs.to_id as account_id,
        hand_overs.changed_at,
        hand_overs.change_order
    from hand_overs
    union all
    -- Where the log stops short of the assignee the issue has, the issue is right: unless the log
    -- was read after it.
    select
        issues.issue_id,
        issues.assignee_account_id as account_id,
        greatest(hand_overs.changed_at, issues.updated_at) as changed_at,
        hand_overs.change_order + 1 as change_order
    from issues
    inner join hand_overs
        on issues.issue_id = hand_overs.issue_id
        and hand_overs.change_order = hand_overs.n_changes
    where
        issues.assignee_account_id is distinct from hand_overs.to_id
        and hand_overs.created_at <= issues.updated_at
)

select
    'jira:' || taken_assignees.issue_id as work_item_id,
    taken_assignees.account_id,
    taken_assignees.changed_at,
    taken_assignees.change_order
from taken_assignees
