-- Grain: one row per Freshdesk ticket: who has it now, since its creation.
-- Freshdesk tells the present agent only, neither when they got it nor who had it before.
with work_items as (

    select * from {{ ref('int_work_items__from_freshdesk') }}

)

select
    work_items.work_item_id,
    work_items.assignee_account_id as account_id,
    work_items.created_at as changed_at,
    1::bigint as change_order
from work_items
