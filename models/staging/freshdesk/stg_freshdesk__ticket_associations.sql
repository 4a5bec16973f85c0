-- Grain: one row per ticket and ticket it is associated with.
with tickets as (

    select * from {{ ref('stg_freshdesk__tickets') }}

)

select
    tickets.ticket_id,
    exploded.associated_ticket_id,
    tickets.association_code
from tickets
cross join
    {{ explode_array('tickets.associated_ticket_ids') }} as exploded (associated_ticket_id)
group by all
