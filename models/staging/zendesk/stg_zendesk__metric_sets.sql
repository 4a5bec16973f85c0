-- Grain: one row per ticket that Zendesk keeps metrics for.
with raw_metric_sets as (

    select * from {{ source('raw_zendesk', 'metric_sets') }}
    qualify
        row_number() over (
            partition by id order by updated_at desc nulls last, _dlt_load_id desc
        ) = 1

),

parsed as (

    select
        raw_metric_sets.id,
        {{ parse_json('raw_metric_sets.payload', {
            'ticket_id': 'text', 'reopens': 'bigint', 'replies': 'bigint',
            'initially_assigned_at': 'text', 'assigned_at': 'text', 'status_updated_at': 'text',
            'solved_at': 'text', 'created_at': 'text', 'updated_at': 'text',
        }) }} as document
    from raw_metric_sets

)

select
    parsed.id as metric_set_id,
    document.ticket_id,
    document.reopens as n_reopens,
    document.replies as n_replies,
    {{ to_timestamp_utc('document.initially_assigned_at') }} as initially_assigned_at,
    {{ to_timestamp_utc('document.assigned_at') }} as assigned_at,
    {{ to_timestamp_utc('document.status_updated_at') }} as status_updated_at,
    {{ to_timestamp_utc('document.solved_at') }} as solved_at,
    {{ to_timestamp_utc('document.created_at') }} as created_at,
    {{ to_timestamp_utc('document.updated_at') }} as updated_at
from parsed
