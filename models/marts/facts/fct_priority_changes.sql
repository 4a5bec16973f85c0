-- Grain: one row per priority that a work item took before as_of, the first at its creation.
-- A change to the priority it already has is no change.
with
priority_changes as (select * from {{ ref('int_priority_changes__unioned') }}),

followed as (
    select
        priority_changes.*,
        row_number() over (
            partition by priority_changes.work_item_id
            order by priority_changes.changed_at, priority_changes.change_order
        ) = 1 as is_first,
        lag(priority_changes.priority_name) over (
            partition by priority_changes.work_item_id
            order by priority_changes.changed_at, priority_changes.change_order
        ) as previous_priority_name
    from priority_changes
    where priority_changes.changed_at < {{ as_of_at() }}
)

select
    followed.work_item_id,
    row_number() over (
        partition by followed.work_item_id order by followed.changed_at, followed.change_order
    ) as change_number,
    followed.priority_name,
    followed.previous_priority_name,
    followed.is_first,
    followed.changed_at
from followed
where
    followed.is_first
    or followed.priority_name is distinct from followed.previous_priority_name
