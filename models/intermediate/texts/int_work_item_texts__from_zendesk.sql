-- Grain: one row per Zendesk ticket.
with
tickets as (select * from {{ ref('stg_zendesk__tickets') }})

select
    'zendesk:' || tickets.ticket_id as work_item_id,
    tickets.subject as title,
    tickets.description as body
from tickets
