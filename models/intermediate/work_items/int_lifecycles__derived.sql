-- Grain: one row per work item with a known status: when work on it began, how often it came back.
with
status_spans as (select * from {{ ref('int_status_spans__derived') }})

select
    status_spans.work_item_id,
    min(status_spans.started_at)
        filter (where status_spans.status_group = 'in_progress') as started_at,
    count(*) filter (
        where status_spans.previous_status_group = 'done' and status_spans.status_group <> 'done'
    ) as n_reopens,
from status_spans
group by status_spans.work_item_id
