-- Grain: one row per Jira sprint; one that shows on several boards is still one.

with

documents as (
    select
        raw_sprints.id,
        {{ parse_json('raw_sprints.payload', {
            'name': 'text',
            'state': 'text',
            'goal': 'text',
            'originBoardId': 'text',
            'startDate': 'text',
            'endDate': 'text',
            'completeDate': 'text',
        }) }} as document
    from {{ source('raw_jira', 'sprints') }} as raw_sprints
    qualify
        row_number() over (
            partition by raw_sprints.id
            order by raw_sprints.updated_at desc nulls last, raw_sprints._dlt_load_id desc
        ) = 1
)

select
    documents.id as sprint_id,
    documents.document.originboardid as board_id,
    documents.document.name as sprint_name,
    documents.document.state as sprint_state,
    nullif(documents.document.goal, '') as sprint_goal,
    {{ to_timestamp_utc('documents.document.startdate') }} as starts_at,
    {{ to_timestamp_utc('documents.document.enddate') }} as ends_at,
    {{ to_timestamp_utc('documents.document.completedate') }} as completed_at
from documents
