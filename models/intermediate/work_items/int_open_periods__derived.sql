-- Grain: one row per unbroken stretch in which a work item was not done, up to as_of.
-- Deleted items have none.
with
status_spans as (select * from {{ ref('int_status_spans__derived') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

numbered as (
    select
        status_spans.work_item_id,
        status_spans.started_at,
        status_spans.ended_at,
        sum(
            case
                when coalesce(status_spans.previous_status_group, 'done') = 'done' then 1
                else 0
            end
        ) over (
            partition by status_spans.work_item_id order by status_spans.span_number
            rows between unbounded preceding and current row
        ) as period_number
    from status_spans
    inner join work_items
        on status_spans.work_item_id = work_items.work_item_id
        and not work_items.is_deleted
    where status_spans.status_group <> 'done'
)

select
    numbered.work_item_id,
    numbered.period_number::bigint as period_number,
    min(numbered.started_at) as started_at,
    {{ max_or_unknown('numbered.ended_at') }} as ended_at
from numbered
group by numbered.work_item_id, numbered.period_number
