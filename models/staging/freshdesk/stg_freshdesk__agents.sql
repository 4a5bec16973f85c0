-- Grain: one row per agent.
with raw_agents as (

    select * from {{ source('raw_freshdesk', 'agents') }}
    qualify
        row_number() over (
            partition by id order by updated_at desc nulls last, _dlt_load_id desc
        ) = 1

),

parsed as (

    select
        raw_agents.id,
        {{ parse_json('raw_agents.payload', {
            'contact': {'name': 'text', 'email': 'text', 'active': 'boolean'},
            'deactivated': 'boolean', 'created_at': 'text', 'updated_at': 'text',
        }) }} as document
    from raw_agents

)

select
    parsed.id as agent_id,
    document.contact.name as agent_name,
    document.contact.email,
    document.contact.active as is_active,
    document.deactivated as is_deactivated,
    {{ to_timestamp_utc('document.created_at') }} as created_at,
    {{ to_timestamp_utc('document.updated_at') }} as updated_at
from parsed
