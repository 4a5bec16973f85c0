-- Grain: one row per ticket, deleted ones included.
with raw_tickets as (

    select * from {{ source('raw_zendesk', 'tickets') }}
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
            'url': 'text', 'subject': 'text', 'description': 'text',
            'status': 'text', 'custom_status_id': 'text',
            'type': 'text', 'priority': 'text', 'tags': ['text'],
            'requester_id': 'text', 'submitter_id': 'text', 'assignee_id': 'text',
            'organization_id': 'text', 'group_id': 'text', 'problem_id': 'text',
            'via': {'channel': 'text', 'source': {'rel': 'text', 'from': {'ticket_id': 'text'}}},
            'due_at': 'text', 'created_at': 'text', 'updated_at': 'text',
        }) }} as document
    from raw_tickets

)

select
    parsed.id as ticket_id,
    document.requester_id,
    document.submitter_id,
    document.assignee_id,
    document.organization_id,
    document.group_id,
    document.problem_id,
    document.custom_status_id,
    document.via.source.from.ticket_id as via_ticket_id,
    document.via.source.rel as via_relation,
    document.via.channel as via_channel,
    document.url as api_url,
    document.subject,
    document.description,
    document.type as ticket_type,
    document.priority as priority_name,
    document.status as source_status,
    document.tags,
    {{ to_timestamp_utc('document.due_at') }} as due_at,
    {{ to_timestamp_utc('document.created_at') }} as created_at,
    {{ to_timestamp_utc('document.updated_at') }} as updated_at,
    parsed.deleted_at
from parsed
