-- Grain: one row per planned share of a team for a while.
with planned_allocation as (

    select * from {{ source('raw_strategy', 'planned_allocation') }}

)

select
    planned_allocation.team_id,
    planned_allocation.starts_on,
    planned_allocation.ends_on,
    planned_allocation.work_class,
    planned_allocation.work_category,
    planned_allocation.objective_id,
    planned_allocation.planned_share,
    planned_allocation.line_number
from planned_allocation
