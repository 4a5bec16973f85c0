-- Grain: one row per answered satisfaction survey.
with raw_satisfaction_ratings as (

    select * from {{ source('raw_freshdesk', 'satisfaction_ratings') }}
    qualify
        row_number() over (
            partition by id order by updated_at desc nulls last, _dlt_load_id desc
        ) = 1

),

parsed as (

    select
        raw_satisfaction_ratings.id,
        {{ parse_json('raw_satisfaction_ratings.payload', {
            'ticket_id': 'text', 'user_id': 'text', 'agent_id': 'text', 'group_id': 'text',
            'ratings': {'default_question': 'bigint'}, 'created_at': 'text', 'updated_at': 'text',
        }) }} as document
    from raw_satisfaction_ratings

)

select
    parsed.id as satisfaction_rating_id,
    document.ticket_id,
    document.user_id,
    document.agent_id,
    document.group_id,
    document.ratings.default_question as rating_code,
    {{ to_timestamp_utc('document.created_at') }} as created_at,
    {{ to_timestamp_utc('document.updated_at') }} as updated_at
from parsed
