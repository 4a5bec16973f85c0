-- Grain: one row per ticket and promise (first_reply, resolution), with the priority that applied.
-- It is the last one set before the reply (without one, before the solution) or the solution, while
-- there is neither before as_of; where none was set by then, the one set in the same save.
with
milestones as (select * from {{ ref('int_ticket_milestones__derived') }}),

priority_changes as (select * from {{ ref('int_ticket_priority_changes__unioned') }}),

promises as (
    select
        milestones.work_item_id,
        milestones.team_id,
        'first_reply' as promise_kind,
        coalesce(milestones.first_replied_at, milestones.resolved_at, {{ as_of_at() }}) as held_at
    from milestones
    union all
    select
        milestones.work_item_id,
        milestones.team_id,
        'resolution' as promise_kind,
        coalesce(milestones.resolved_at, {{ as_of_at() }}) as held_at
    from milestones
)

select
    promises.work_item_id,
    promises.team_id,
    promises.promise_kind,
    priority_changes.priority_name
from promises
left join priority_changes
    on promises.work_item_id = priority_changes.work_item_id
    and promises.held_at >= priority_changes.changed_at
qualify
    row_number() over (
        partition by promises.work_item_id, promises.promise_kind
        order by
            coalesce(
                priority_changes.priority_name is not null
                and priority_changes.changed_at < promises.held_at, false
            ) desc,
            priority_changes.changed_at desc nulls last,
            priority_changes.change_order desc nulls last
    ) = 1
