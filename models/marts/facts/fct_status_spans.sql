-- Grain: one row per stay of a work item in a status, up to as_of.
with
status_spans as (select * from {{ ref('int_status_spans__derived') }})

select
    status_spans.work_item_id,
    status_spans.span_number,
    status_spans.source_status,
    status_spans.status_group,
    status_spans.previous_status_group,
    status_spans.is_current,
    status_spans.span_hours,
    status_spans.started_at,
    status_spans.ended_at
from status_spans
