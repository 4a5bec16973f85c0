-- Grain: one row per Freshdesk ticket, attribute and value.
with ticket_tags as (

    select * from {{ ref('stg_freshdesk__ticket_tags') }}

),

work_items as (

    select * from {{ ref('int_work_items__from_freshdesk') }}

)

select
    'freshdesk:' || ticket_tags.ticket_id as work_item_id,
    'label' as attribute,
    ticket_tags.tag as value
from ticket_tags

union all

select
    work_items.work_item_id,
    'project' as attribute,
    work_items.container as value
from work_items
where work_items.container <> 'no group'
