-- Grain: one row per unbroken wait of a work item that has ended, in however many statuses it waited.
with
status_spans as (select * from {{ ref('fct_status_spans') }}),

work_items as (select * from {{ ref('fct_work_items') }}),

waiting as (
    select
        status_spans.*,
        sum((status_spans.previous_status_group is distinct from 'waiting')::int) over (
            partition by status_spans.work_item_id order by status_spans.span_number
            rows between unbounded preceding and current row
        ) as wait_number
    from status_spans
    where status_spans.status_group = 'waiting'
),

waits as (
    select
        waiting.work_item_id,
        waiting.wait_number,
        min(waiting.started_at) as started_at,
        max(waiting.ended_at) as ended_at
    from waiting
    group by waiting.work_item_id, waiting.wait_number
    having not bool_or(waiting.is_current)
)

select
    waits.work_item_id,
    waits.wait_number,
    work_items.team_id,
    date_trunc('week', waits.ended_at)::date as week_on,
    {{ hours_between('waits.started_at', 'waits.ended_at') }} as wait_hours
from waits
inner join work_items
    on waits.work_item_id = work_items.work_item_id
    and not work_items.is_deleted
