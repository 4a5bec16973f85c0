-- Grain: one row per user: agents, admins and end users.
with raw_users as (

    select * from {{ source('raw_zendesk', 'users') }}
    qualify
        row_number() over (
            partition by id order by updated_at desc nulls last, _dlt_load_id desc
        ) = 1

),

parsed as (

    select
        raw_users.id,
        {{ parse_json('raw_users.payload', {
            'name': 'text', 'email': 'text', 'role': 'text', 'organization_id': 'text',
            'active': 'boolean', 'suspended': 'boolean', 'verified': 'boolean',
            'created_at': 'text', 'updated_at': 'text',
        }) }} as document
    from raw_users

)

select
    parsed.id as user_id,
    document.organization_id,
    document.name as user_name,
    document.email,
    document.role as user_role,
    document.active as is_active,
    document.suspended as is_suspended,
    document.verified as is_verified,
    {{ to_timestamp_utc('document.created_at') }} as created_at,
    {{ to_timestamp_utc('document.updated_at') }} as updated_at
from parsed
