-- Grain: one row per stay of a work item with somebody, up to as_of; who it was is not told.
with
assignee_spans as (select * from {{ ref('int_assignee_spans__derived') }})

select
    assignee_spans.work_item_id,
    row_number() over (
        partition by assignee_spans.work_item_id
        order by
            assignee_spans.started_at,
            assignee_spans.ended_at nulls last,
            assignee_spans.account_id
    ) as span_number,
    assignee_spans.started_at,
    assignee_spans.ended_at
from assignee_spans
