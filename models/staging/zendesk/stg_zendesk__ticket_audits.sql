-- Grain: one row per audit: what one author changed on one ticket at one moment.
with raw_ticket_audits as (

    select * from {{ source('raw_zendesk', 'ticket_audits') }}
    qualify
        row_number() over (
            partition by id order by updated_at desc nulls last, _dlt_load_id desc
        ) = 1

),

parsed as (

    select
        raw_ticket_audits.id,
        {{ parse_json('raw_ticket_audits.payload', {
            'ticket_id': 'text', 'author_id': 'text', 'created_at': 'text',
            'via': {'channel': 'text'},
            'events': [{
                'id': 'text', 'type': 'text', 'author_id': 'text', 'public': 'boolean',
                'field_name': 'text', 'value': 'text', 'previous_value': 'text',
                'via': {'channel': 'text'},
            }],
        }) }} as document
    from raw_ticket_audits

)

select
    parsed.id as audit_id,
    document.ticket_id,
    document.author_id,
    document.via.channel as via_channel,
    document.events,
    {{ to_timestamp_utc('document.created_at') }} as created_at
from parsed
