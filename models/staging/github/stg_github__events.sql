-- Grain: one row per event in the life of a GitHub issue or pull request.

with

documents as (
    select
        raw_events.id,
        {{ parse_json('raw_events.payload', {
            'event': 'text',
            'actor': {'id': 'text', 'login': 'text', 'type': 'text', 'email': 'text'},
            'assignee': {'id': 'text', 'login': 'text', 'type': 'text', 'email': 'text'},
            'issue': {'id': 'text'},
            'created_at': 'text',
        }) }} as document
    from {{ source('raw_github', 'events') }} as raw_events
    qualify
        row_number() over (
            partition by raw_events.id
            order by raw_events.updated_at desc nulls last, raw_events._dlt_load_id desc
        ) = 1
)

select
    documents.id as event_id,
    documents.document.issue.id as issue_id,
    documents.document.event as event_name,
    documents.document.actor.id as actor_account_id,
    documents.document.assignee.id as assignee_account_id,
    {{ to_timestamp_utc('documents.document.created_at') }} as created_at,
    documents.document.actor,
    documents.document.assignee
from documents
