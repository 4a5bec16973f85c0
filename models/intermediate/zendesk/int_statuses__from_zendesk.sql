-- Grain: one row per status a ticket can be in: the tool's own words, and each status by its id.
-- An added status goes by its label, the default of a category by the category's word.
with custom_statuses as (

    select * from {{ ref('stg_zendesk__custom_statuses') }}

),

status_groups as (

    select * from {{ ref('status_groups') }}
    where source_system = 'zendesk'

)

select
    status_groups.source_status_category as status_reference,
    status_groups.source_status_category as source_status,
    status_groups.source_status_category,
    status_groups.status_group
from status_groups

union all

select
    custom_statuses.custom_status_id as status_reference,
    case
        when custom_statuses.is_default then custom_statuses.source_status_category
        else custom_statuses.agent_label
    end as source_status,
    custom_statuses.source_status_category,
    status_groups.status_group
from custom_statuses
left join status_groups
    on custom_statuses.source_status_category = status_groups.source_status_category
