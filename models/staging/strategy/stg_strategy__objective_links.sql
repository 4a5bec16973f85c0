-- Grain: one row per thing in a tool that is said to serve an objective.
with objective_links as (

    select * from {{ source('raw_strategy', 'objective_links') }}

)

select
    objective_links.objective_id,
    objective_links.source_system,
    objective_links.link_type,
    objective_links.value,
    objective_links.valid_from,
    objective_links.valid_to,
    objective_links.line_number
from objective_links
