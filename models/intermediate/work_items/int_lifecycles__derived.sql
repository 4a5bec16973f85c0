-- Grain: one row per work item: when work on it began and ended, how often it came back.
-- Completed is when the tool says so, or when the last stay in done began if that is later: a tool may
-- keep its first date when an item is reopened. Histories are written some moments after their dates.
with
work_items as (select * from {{ ref('int_work_items__unioned') }}),

status_spans as (select * from {{ ref('int_status_spans__derived') }}),

stays as (
    select
        status_spans.work_item_id,
        min(status_spans.started_at)
        filter (where status_spans.status_group = 'in_progress') as started_at,
        max(status_spans.started_at) filter (
            where
            status_spans.status_group = 'done'
            and status_spans.previous_status_group is distinct from 'done'
        ) as done_at,
        count(*) filter (
            where
            status_spans.previous_status_group = 'done'
            and status_spans.status_group <> 'done'
        ) as n_reopens
    from status_spans
    group by status_spans.work_item_id
)

select
    work_items.work_item_id,
    coalesce(stays.n_reopens, 0) as n_reopens,
    stays.started_at,
    case
        when work_items.status_group = 'done'
            then case
                    when stays.done_at <= work_items.resolved_at + interval '1 minute'
                        then work_items.resolved_at
                    else coalesce(stays.done_at, work_items.resolved_at)
                end
    end as resolved_at
from work_items
left join stays on work_items.work_item_id = stays.work_item_id
