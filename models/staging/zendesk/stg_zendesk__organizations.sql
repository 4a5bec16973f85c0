-- Grain: one row per organization that requesters belong to.
with raw_organizations as (

    select * from {{ source('raw_zendesk', 'organizations') }}
    qualify
        row_number() over (
            partition by id order by updated_at desc nulls last, _dlt_load_id desc
        ) = 1

),

parsed as (

    select
        raw_organizations.id,
        {{ parse_json('raw_organizations.payload', {
            'name': 'text', 'created_at': 'text', 'updated_at': 'text',
        }) }} as document
    from raw_organizations

)

select
    parsed.id as organization_id,
    document.name as organization_name,
    {{ to_timestamp_utc('document.created_at') }} as created_at,
    {{ to_timestamp_utc('document.updated_at') }} as updated_at
from parsed
