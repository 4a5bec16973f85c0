-- Grain: one row per stay of a work item in a status, up to as_of.
with
status_changes as (select * from {{ ref('int_status_changes__unioned') }}),

known_changes as (
    select
        status_changes.work_item_id,
        status_changes.source_status,
        status_changes.status_group,
        status_changes.changed_at,
        row_number() over (
            partition by status_changes.work_item_id
            order by status_changes.changed_at, status_changes.change_order
        ) as span_number
    from status_changes
    where status_changes.changed_at < {{ as_of_at() }}
),

spans as (
    select
        known_changes.*,
        lead(known_changes.changed_at) over (
            partition by known_changes.work_item_id order by known_changes.span_number
        ) as next_changed_at,
        lag(known_changes.status_group) over (
            partition by known_changes.work_item_id order by known_changes.span_number
        ) as previous_status_group
    from known_changes
)

select
    spans.work_item_id,
    spans.span_number,
    spans.source_status,
    spans.status_group,
    spans.previous_status_group,
    spans.next_changed_at is null as is_current,
    {{ hours_between('spans.changed_at', 'coalesce(spans.next_changed_at, ' ~ as_of_at() ~ ')') }}
        as span_hours,
    spans.changed_at as started_at,
    spans.next_changed_at as ended_at
from spans
