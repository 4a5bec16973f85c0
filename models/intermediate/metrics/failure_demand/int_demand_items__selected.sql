-- Grain: one row per item that asks for help or repair: a ticket, or support, an incident or a defect.
-- A ticket asks for help whatever its class; deleted items ask for nothing.
with
work_items as (select * from {{ ref('fct_work_items') }}),

responses as (select * from {{ ref('fct_service_responses') }})

select
    work_items.work_item_id,
    responses.work_item_id is not null as is_ticket,
    work_items.created_at
from work_items
left join responses on work_items.work_item_id = responses.work_item_id
where
    not work_items.is_deleted
    and (
        responses.work_item_id is not null
        or work_items.work_category in ('support', 'incident', 'defect')
    )
