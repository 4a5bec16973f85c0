-- Grain: one row per Jira project.

with

documents as (
    select
        raw_projects.id,
        raw_projects.deleted_at,
        {{ parse_json('raw_projects.payload', {
            'key': 'text',
            'name': 'text',
            'projectTypeKey': 'text',
            'archived': 'boolean',
        }) }} as document
    from {{ source('raw_jira', 'projects') }} as raw_projects
    qualify
        row_number() over (
            partition by raw_projects.id
            order by raw_projects.updated_at desc nulls last, raw_projects._dlt_load_id desc
        ) = 1
)

select
    documents.id as project_id,
    documents.document.key as project_key,
    documents.document.name as project_name,
    documents.document.projecttypekey as project_type_key,
    coalesce(documents.document.archived, false) as is_archived,
    documents.deleted_at is not null as is_deleted
from documents
