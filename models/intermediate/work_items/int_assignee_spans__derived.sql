-- Grain: one row per stay of a work item with an account, up to as_of; time with nobody is left out.
with
assignee_changes as (select * from {{ ref('int_assignee_changes__unioned') }}),

known_changes as (
    select
        assignee_changes.work_item_id,
        assignee_changes.account_id,
        assignee_changes.changed_at as started_at,
        lead(assignee_changes.changed_at) over (
            partition by assignee_changes.work_item_id
            order by assignee_changes.changed_at, assignee_changes.change_order
        ) as ended_at
    from assignee_changes
    where assignee_changes.changed_at < {{ as_of_at() }}
)

select
    known_changes.work_item_id,
    known_changes.account_id,
    known_changes.started_at,
    known_changes.ended_at
from known_changes
where known_changes.account_id is not null
