-- Grain: one row per recorded action on a GitHub issue or pull request.
-- A transferred issue is one item: what was done on it under its old id counts under the new one.

with

items as (
    select * from {{ ref('int_issues__joined_to_pull_requests') }}
),

actions as (
    select * from {{ ref('int_actions__from_github') }}
),

transfers as (
    select
        items.work_item_id,
        successors.work_item_id as successor_work_item_id
    from {{ ref('stg_github__transfers') }} as transferred
    inner join items on transferred.issue_id = items.issue_id
    inner join items as successors on transferred.successor_issue_id = successors.issue_id
)

select
    'github:' || actions.action_id as activity_id,
    coalesce(transfers.successor_work_item_id, actions.work_item_id) as work_item_id,
    'github' as source_system,
    actions.account_id,
    actions.activity_kind,
    actions.acted_at
from actions
left join transfers on actions.work_item_id = transfers.work_item_id
left join actions as copies
    on transfers.successor_work_item_id = copies.work_item_id
    and actions.activity_kind = copies.activity_kind
    and (
        actions.activity_kind = 'created'
        or (actions.account_id = copies.account_id and actions.acted_at = copies.acted_at)
    )
-- What GitHub took along with the issue is told by the new one.
where copies.action_id is null
