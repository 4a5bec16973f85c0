-- Grain: one row per Jira issue type.

with

documents as (
    select
        raw_issue_types.id,
        {{ parse_json('raw_issue_types.payload', {
            'name': 'text',
            'untranslatedName': 'text',
            'subtask': 'boolean',
            'hierarchyLevel': 'bigint',
        }) }} as document
    from {{ source('raw_jira', 'issue_types') }} as raw_issue_types
    qualify
        row_number() over (
            partition by raw_issue_types.id
            order by raw_issue_types.updated_at desc nulls last, raw_issue_types._dlt_load_id desc
        ) = 1
)

select
    documents.id as issue_type_id,
    documents.document.name as issue_type_name,
    documents.document.untranslatedname as untranslated_name,
    documents.document.subtask as is_subtask,
    documents.document.hierarchylevel as hierarchy_level
from documents
