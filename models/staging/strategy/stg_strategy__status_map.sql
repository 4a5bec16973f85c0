-- Grain: one row per status whose group the organisation corrects.
with status_map as (

    select * from {{ source('raw_strategy', 'status_map') }}

)

select
    status_map.source_system,
    {{ without_addresses('status_map.container') }} as container,
    status_map.source_status,
    status_map.status_group,
    status_map.line_number
from status_map
