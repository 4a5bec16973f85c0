-- Grain: one row per Freshdesk ticket: its priority now, since its creation.
-- Freshdesk tells the present priority only, neither when it was set nor what it was before.
with work_items as (

    select * from {{ ref('int_work_items__from_freshdesk') }}

)

select
    work_items.work_item_id,
    work_items.priority_name,
    work_items.created_at as changed_at,
    1::bigint as change_order
from work_items
