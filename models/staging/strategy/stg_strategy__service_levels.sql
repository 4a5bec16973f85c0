-- Grain: one row per team and priority with targets.
with service_levels as (

    select * from {{ source('raw_strategy', 'service_levels') }}

)

select
    service_levels.team_id,
    service_levels.priority_name,
    service_levels.first_reply_hours,
    service_levels.resolution_hours,
    service_levels.line_number
from service_levels
