-- Grain: one row per service-level policy, priority and metric.
with sla_policies as (

    select * from {{ ref('stg_zendesk__sla_policies') }}

)

select
    sla_policies.sla_policy_id,
    exploded.policy_metric.priority as priority_name,
    exploded.policy_metric.metric as sla_metric,
    exploded.policy_metric.business_hours as is_business_hours,
    exploded.policy_metric.target as target_minutes
from sla_policies
cross join {{ explode_array('sla_policies.policy_metrics') }} as exploded (policy_metric)
