-- Grain: one row per objective, as strategy/objectives.csv says it.
with objectives as (

    select * from {{ source('raw_strategy', 'objectives') }}

)

select
    objectives.objective_id,
    objectives.parent_objective_id,
    objectives.name as objective_name,
    objectives.owner,
    objectives.starts_on,
    objectives.ends_on,
    objectives.planned_share,
    objectives.line_number
from objectives
