-- Grain: one row per work item with a due date that has passed, judged at the end of that day, UTC.
-- An item created after its due date promised nothing. Deleted items are left out.
with
work_items as (select * from {{ ref('fct_work_items') }}),

status_spans as (select * from {{ ref('fct_status_spans') }}),

due as (
    select
        work_items.work_item_id,
        work_items.team_id,
        work_items.work_class,
        work_items.due_on,
        work_items.created_at,
        {{ at_time_zone("work_items.due_on::timestamp + interval '1 day'", "'UTC'") }}
            as deadline_at
    from work_items
    where
        work_items.due_on < '{{ var("as_of") }}'::date
        and not work_items.is_deleted
)

select
    due.work_item_id,
    due.team_id,
    due.work_class,
    date_trunc('week', due.due_on)::date as week_on,
    coalesce(bool_or(status_spans.status_group = 'done'), false) as is_done_when_due
from due
left join status_spans
    on due.work_item_id = status_spans.work_item_id
    and due.deadline_at > status_spans.started_at
    and due.deadline_at <= coalesce(status_spans.ended_at, due.deadline_at)
where due.created_at < due.deadline_at
group by due.work_item_id, due.team_id, due.work_class, date_trunc('week', due.due_on)::date
