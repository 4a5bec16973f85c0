-- Grain: one row per ticket, deleted ones and spam included.
with raw_tickets as (

    select * from {{ source('raw_freshdesk', 'tickets') }}
    qualify
        row_number() over (
            partition by id order by updated_at desc nulls last, _dlt_load_id desc
        ) = 1

),

parsed as (

    select
        raw_tickets.id,
        raw_tickets.deleted_at,
        {{ parse_json('raw_tickets.payload', {
            'subject': 'text', 'description_text': 'text',
            'type': 'text', 'status': 'text', 'priority': 'text',
            'tags': ['text'],
            'requester_id': 'text', 'responder_id': 'text',
            'group_id': 'text', 'company_id': 'text',
            'association_type': 'text', 'associated_tickets_list': ['text'],
            'requester': {'name': 'text', 'email': 'text'},
            'spam': 'boolean', 'deleted': 'boolean',
            'stats': {
                'first_responded_at': 'text', 'status_updated_at': 'text', 'reopened_at': 'text',
                'resolved_at': 'text', 'closed_at': 'text',
            },
            'due_by': 'text', 'created_at': 'text', 'updated_at': 'text',
        }) }} as document
    from raw_tickets

)

select
    parsed.id as ticket_id,
    document.requester_id,
    document.responder_id,
    document.group_id,
    document.company_id,
    document.requester.name as requester_name,
    document.requester.email as requester_email,
    document.subject,
    document.description_text,
    document.type as ticket_type,
    document.priority as priority_code,
    document.status as status_code,
    document.tags,
    document.association_type as association_code,
    document.associated_tickets_list as associated_ticket_ids,
    document.spam as is_spam,
    document.deleted as is_deleted,
    {{ to_timestamp_utc('document.due_by') }} as due_at,
    {{ to_timestamp_utc('document.stats.first_responded_at') }} as first_responded_at,
    {{ to_timestamp_utc('document.stats.status_updated_at') }} as status_updated_at,
    {{ to_timestamp_utc('document.stats.reopened_at') }} as reopened_at,
    {{ to_timestamp_utc('document.stats.resolved_at') }} as resolved_at,
    {{ to_timestamp_utc('document.stats.closed_at') }} as closed_at,
    {{ to_timestamp_utc('document.created_at') }} as created_at,
    {{ to_timestamp_utc('document.updated_at') }} as updated_at,
    parsed.deleted_at
from parsed
