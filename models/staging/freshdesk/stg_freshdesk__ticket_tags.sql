-- Grain: one row per ticket and tag.
with tickets as (

    select * from {{ ref('stg_freshdesk__tickets') }}

)

select
    tickets.ticket_id,
    exploded.tag
from tickets
cross join {{ explode_array('tickets.tags') }} as exploded (tag)
group by all
