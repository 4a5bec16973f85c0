-- Grain: one row per GitHub milestone.

with

documents as (
    select
        raw_milestones.id,
        raw_milestones.deleted_at,
        {{ parse_json('raw_milestones.payload', {
            'url': 'text',
            'number': 'bigint',
            'title': 'text',
            'state': 'text',
            'creator': {'id': 'text', 'login': 'text', 'type': 'text', 'email': 'text'},
            'due_on': 'text',
            'created_at': 'text',
            'updated_at': 'text',
            'closed_at': 'text',
        }) }} as document
    from {{ source('raw_github', 'milestones') }} as raw_milestones
    qualify
        row_number() over (
            partition by raw_milestones.id
            order by raw_milestones.updated_at desc nulls last, raw_milestones._dlt_load_id desc
        ) = 1
)

select
    documents.id as milestone_id,
    {{ regex_first('documents.document.url', "'/repos/([^/]+/[^/]+)'", 1) }} as repository_name,
    documents.document.number as milestone_number,
    documents.document.title as milestone_title,
    documents.document.state as milestone_state,
    documents.deleted_at is not null as is_deleted,
    {{ to_timestamp_utc('documents.document.due_on') }} as due_at,
    {{ to_timestamp_utc('documents.document.created_at') }} as created_at,
    {{ to_timestamp_utc('documents.document.updated_at') }} as updated_at,
    {{ to_timestamp_utc('documents.document.closed_at') }} as closed_at,
    documents.document.creator
from documents
