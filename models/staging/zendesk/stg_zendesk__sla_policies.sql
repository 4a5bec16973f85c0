-- Grain: one row per service-level policy.
with raw_sla_policies as (

    select * from {{ source('raw_zendesk', 'sla_policies') }}
    qualify
        row_number() over (
            partition by id order by updated_at desc nulls last, _dlt_load_id desc
        ) = 1

),

parsed as (

    select
        raw_sla_policies.id,
        {{ parse_json('raw_sla_policies.payload', {
            'title': 'text', 'position': 'bigint', 'created_at': 'text', 'updated_at': 'text',
            'policy_metrics': [{
                'priority': 'text', 'metric': 'text', 'target': 'bigint',
                'business_hours': 'boolean',
            }],
        }) }} as document
    from raw_sla_policies

)

select
    parsed.id as sla_policy_id,
    document.title as policy_name,
    document.position as policy_position,
    document.policy_metrics,
    {{ to_timestamp_utc('document.created_at') }} as created_at,
    {{ to_timestamp_utc('document.updated_at') }} as updated_at
from parsed
