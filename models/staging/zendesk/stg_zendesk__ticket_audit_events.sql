-- Grain: one row per event of a ticket audit: a comment, a field set at creation, a field changed.
with ticket_audits as (

    select * from {{ ref('stg_zendesk__ticket_audits') }}

)

select
    exploded.event.id as event_id,
    ticket_audits.audit_id,
    ticket_audits.ticket_id,
    coalesce(exploded.event.author_id, ticket_audits.author_id) as author_id,
    coalesce(exploded.event.via.channel, ticket_audits.via_channel) as via_channel,
    exploded.event.type as event_type,
    exploded.event.field_name,
    exploded.event.value as field_value,
    exploded.event.previous_value,
    exploded.event.public as is_public,
    ticket_audits.created_at
from ticket_audits
cross join {{ explode_array('ticket_audits.events') }} as exploded (event)
