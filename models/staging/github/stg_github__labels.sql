-- Grain: one row per label a GitHub repository defines.

with

documents as (
    select
        raw_labels.id,
        raw_labels.deleted_at,
        {{ parse_json('raw_labels.payload', {
            'url': 'text',
            'name': 'text',
            'description': 'text',
        }) }} as document
    from {{ source('raw_github', 'labels') }} as raw_labels
    qualify
        row_number() over (
            partition by raw_labels.id
            order by raw_labels.updated_at desc nulls last, raw_labels._dlt_load_id desc
        ) = 1
)

select
    documents.id as label_id,
    {{ regex_first('documents.document.url', "'/repos/([^/]+/[^/]+)'", 1) }} as repository_name,
    documents.document.name as label_name,
    documents.document.description as label_description,
    documents.deleted_at is not null as is_deleted
from documents
