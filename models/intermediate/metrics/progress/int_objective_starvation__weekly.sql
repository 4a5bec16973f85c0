-- Grain: one row per objective and published week of the organisation with a planned share.
-- Starved: in each of the last weeks less than a part of what was planned.
with
allocation as (
    select * from {{ ref('metrics_allocation_by_team_objective_week') }}
    where team_id = 'organisation' and planned_share is not null
)

select
    allocation.objective_id,
    allocation.week_on,
    allocation.planned_share,
    allocation.actual_share,
    allocation.objective_effort_days,
    allocation.team_effort_days,
    count(*) over recent >= {{ var('starved_weeks') }}
    and max(allocation.actual_share - {{ var('starved_plan_share') }} * allocation.planned_share)
        over recent < 0 as is_starved
from allocation
window recent as (
    partition by allocation.objective_id order by allocation.week_on
    rows between {{ var('starved_weeks') - 1 }} preceding and current row
)
