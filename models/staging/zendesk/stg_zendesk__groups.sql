-- Grain: one row per group of agents.
with raw_groups as (

    select * from {{ source('raw_zendesk', 'groups') }}
    qualify
        row_number() over (
            partition by id order by updated_at desc nulls last, _dlt_load_id desc
        ) = 1

),

parsed as (

    select
        raw_groups.id,
        {{ parse_json('raw_groups.payload', {
            'name': 'text', 'deleted': 'boolean', 'created_at': 'text', 'updated_at': 'text',
        }) }} as document
    from raw_groups

)

select
    parsed.id as group_id,
    document.name as group_name,
    document.deleted as is_deleted,
    {{ to_timestamp_utc('document.created_at') }} as created_at,
    {{ to_timestamp_utc('document.updated_at') }} as updated_at
from parsed
