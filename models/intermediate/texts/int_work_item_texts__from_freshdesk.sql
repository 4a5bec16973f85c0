-- Grain: one row per Freshdesk ticket.
with
tickets as (select * from {{ ref('stg_freshdesk__tickets') }})

select
    'freshdesk:' || tickets.ticket_id as work_item_id,
    tickets.subject as title,
    tickets.description_text as body
from tickets
