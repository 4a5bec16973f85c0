-- Grain: one row per ticket status, the defaults of each category included.
with raw_custom_statuses as (

    select * from {{ source('raw_zendesk', 'custom_statuses') }}
    qualify
        row_number() over (
            partition by id order by updated_at desc nulls last, _dlt_load_id desc
        ) = 1

),

parsed as (

    select
        raw_custom_statuses.id,
        {{ parse_json('raw_custom_statuses.payload', {
            'agent_label': 'text', 'status_category': 'text',
            'active': 'boolean', 'default': 'boolean',
            'created_at': 'text', 'updated_at': 'text',
        }) }} as document
    from raw_custom_statuses

)

select
    parsed.id as custom_status_id,
    document.agent_label,
    document.status_category as source_status_category,
    document.active as is_active,
    document.default as is_default,
    {{ to_timestamp_utc('document.created_at') }} as created_at,
    {{ to_timestamp_utc('document.updated_at') }} as updated_at
from parsed
