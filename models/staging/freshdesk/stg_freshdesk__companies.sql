-- Grain: one row per company that requesters belong to.
with raw_companies as (

    select * from {{ source('raw_freshdesk', 'companies') }}
    qualify
        row_number() over (
            partition by id order by updated_at desc nulls last, _dlt_load_id desc
        ) = 1

),

parsed as (

    select
        raw_companies.id,
        {{ parse_json('raw_companies.payload', {
            'name': 'text', 'created_at': 'text', 'updated_at': 'text',
        }) }} as document
    from raw_companies

)

select
    parsed.id as company_id,
    document.name as company_name,
    {{ to_timestamp_utc('document.created_at') }} as created_at,
    {{ to_timestamp_utc('document.updated_at') }} as updated_at
from parsed
