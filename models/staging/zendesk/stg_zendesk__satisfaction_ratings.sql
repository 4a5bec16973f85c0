-- Grain: one row per satisfaction rating offered or given.
with raw_satisfaction_ratings as (

    select * from {{ source('raw_zendesk', 'satisfaction_ratings') }}
    qualify
        row_number() over (
            partition by id order by updated_at desc nulls last, _dlt_load_id desc
        ) = 1

),

parsed as (

    select
        raw_satisfaction_ratings.id,
        {{ parse_json('raw_satisfaction_ratings.payload', {
            'ticket_id': 'text', 'requester_id': 'text', 'assignee_id': 'text', 'group_id': 'text',
            'score': 'text', 'created_at': 'text', 'updated_at': 'text',
        }) }} as document
    from raw_satisfaction_ratings

)

select
    parsed.id as satisfaction_rating_id,
    document.ticket_id,
    document.requester_id,
    document.assignee_id,
    document.group_id,
    document.score,
    {{ to_timestamp_utc('document.created_at') }} as created_at,
    {{ to_timestamp_utc('document.updated_at') }} as updated_at
from parsed
