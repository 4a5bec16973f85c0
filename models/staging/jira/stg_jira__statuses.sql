-- Grain: one row per Jira status.

with

documents as (
    select
        raw_statuses.id,
        {{ parse_json('raw_statuses.payload', {
            'name': 'text',
            'untranslatedName': 'text',
            'statusCategory': {'key': 'text'},
        }) }} as document
    from {{ source('raw_jira', 'statuses') }} as raw_statuses
    qualify
        row_number() over (
            partition by raw_statuses.id
            order by raw_statuses.updated_at desc nulls last, raw_statuses._dlt_load_id desc
        ) = 1
)

select
    documents.id as status_id,
    documents.document.name as status_name,
    documents.document.untranslatedname as untranslated_name,
    documents.document.statuscategory.key as status_category_key
from documents
