-- Grain: one row per Jira board.

with

documents as (
    select
        raw_boards.id,
        {{ parse_json('raw_boards.payload', {
            'name': 'text',
            'type': 'text',
            'location': {'projectKey': 'text'},
        }) }} as document
    from {{ source('raw_jira', 'boards') }} as raw_boards
    qualify
        row_number() over (
            partition by raw_boards.id
            order by raw_boards.updated_at desc nulls last, raw_boards._dlt_load_id desc
        ) = 1
)

select
    documents.id as board_id,
    documents.document.location.projectkey as project_key,
    documents.document.name as board_name,
    documents.document.type as board_type
from documents
