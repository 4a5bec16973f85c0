-- Grain: one row per reply or note on a ticket.
with raw_conversations as (

    select * from {{ source('raw_freshdesk', 'conversations') }}
    qualify
        row_number() over (
            partition by id order by updated_at desc nulls last, _dlt_load_id desc
        ) = 1

),

parsed as (

    select
        raw_conversations.id,
        raw_conversations.deleted_at,
        {{ parse_json('raw_conversations.payload', {
            'ticket_id': 'text', 'user_id': 'text', 'incoming': 'boolean', 'private': 'boolean',
            'created_at': 'text', 'updated_at': 'text',
        }) }} as document
    from raw_conversations

)

select
    parsed.id as conversation_id,
    document.ticket_id,
    document.user_id,
    document.incoming as is_incoming,
    document.private as is_private,
    parsed.deleted_at is not null as is_deleted,
    {{ to_timestamp_utc('document.created_at') }} as created_at,
    {{ to_timestamp_utc('document.updated_at') }} as updated_at
from parsed
