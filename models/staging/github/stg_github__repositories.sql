-- Grain: one row per GitHub repository.

with

documents as (
    select
        raw_repositories.id,
        raw_repositories.deleted_at,
        {{ parse_json('raw_repositories.payload', {
            'full_name': 'text',
            'html_url': 'text',
            'archived': 'boolean',
            'fork': 'boolean',
            'created_at': 'text',
            'updated_at': 'text',
        }) }} as document
    from {{ source('raw_github', 'repositories') }} as raw_repositories
    qualify
        row_number() over (
            partition by raw_repositories.id
            order by raw_repositories.updated_at desc nulls last, raw_repositories._dlt_load_id desc
        ) = 1
)

select
    documents.id as repository_id,
    documents.document.full_name as repository_name,
    documents.document.html_url as repository_url,
    coalesce(documents.document.archived, false) as is_archived,
    coalesce(documents.document.fork, false) as is_fork,
    documents.deleted_at is not null as is_deleted,
    {{ to_timestamp_utc('documents.document.created_at') }} as created_at,
    {{ to_timestamp_utc('documents.document.updated_at') }} as updated_at
from documents
