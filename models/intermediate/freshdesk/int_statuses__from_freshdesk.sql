-- Grain: one row per status code a Freshdesk ticket can have: 2 to 5, and what the account added.
-- An added status waits for somebody (Freshdesk stops the clock in it) unless status_map says else.
with tickets as (

    select * from {{ ref('stg_freshdesk__tickets') }}

),

status_groups as (

    select * from {{ ref('status_groups') }}
    where source_system = 'freshdesk'

),

-- Always one row, of null where the form has not been pulled.
status_field as (

    select max(choices) as choices
    from {{ ref('stg_freshdesk__ticket_fields') }}
    where field_name = 'status'

),

codes as (

    select source_status_category as status_code from status_groups
    union
    select status_code from tickets
    where status_code is not null

)

select
    codes.status_code,
    -- A choice is {"2": ["label agents see", "label customers see"]}.
    coalesce(
        {{ json_text("status_field.choices", "'$.' || codes.status_code || '[0]'") }},
        'status ' || codes.status_code
    ) as source_status,
    coalesce(status_groups.status_group, 'waiting') as status_group
from codes
cross join status_field
left join status_groups
    on codes.status_code = status_groups.source_status_category
