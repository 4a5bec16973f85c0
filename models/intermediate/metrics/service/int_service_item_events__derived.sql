-- Grain: one row per service item and event: created, solved (entered done), reopened (left done).
-- A service item is a help-desk ticket of any class, or an item of any tool that is operational.
with
work_items as (select * from {{ ref('fct_work_items') }}),

status_spans as (select * from {{ ref('fct_status_spans') }}),

responses as (select * from {{ ref('fct_service_responses') }}),

service_items as (
    select
        work_items.work_item_id,
        work_items.team_id,
        work_items.work_category,
        work_items.created_at
    from work_items
    left join responses on work_items.work_item_id = responses.work_item_id
    where
        not work_items.is_deleted
        and (work_items.work_class = 'operational' or responses.work_item_id is not null)
),

changed as (
    select
        status_spans.work_item_id,
        case when status_spans.status_group = 'done' then 'solved' else 'reopened' end
            as event_kind,
        status_spans.started_at as happened_at
    from status_spans
    where
        (
            status_spans.status_group = 'done'
            and status_spans.previous_status_group is distinct from 'done'
        )
        or (
            status_spans.status_group <> 'done'
            and status_spans.previous_status_group = 'done'
        )
),

events as (
    select
        service_items.work_item_id,
        'created' as event_kind,
        service_items.created_at as happened_at
    from service_items
    union all
    select * from changed
)

-- The inner join leaves out what is no service item.
select
    events.work_item_id,
    service_items.team_id,
    service_items.work_category,
    events.event_kind,
    events.happened_at
from events
inner join service_items on events.work_item_id = service_items.work_item_id
where events.happened_at < {{ as_of_at() }}
