-- Grain: one row per objective and published week of the organisation with a planned share.
-- Starved: in each of the last weeks less than a part of what was planned.
with
allocation as (select * from {{ ref('metrics_allocation_by_team_objective_week') }}),

weeks as (
    select
        allocation.*,
        allocation.actual_share < {{ var('starved_plan_share') }} * allocation.planned_share
            as is_hungry,
        row_number() over (
            partition by allocation.objective_id order by allocation.week_on
        ) as week_number
    from allocation
    where allocation.team_id = 'organisation' and allocation.planned_share is not null
)

select
    weeks.objective_id,
    weeks.week_on,
    weeks.planned_share,
    weeks.actual_share,
    weeks.objective_effort_days,
    weeks.team_effort_days,
    weeks.week_number - coalesce(
        max(case when not weeks.is_hungry then weeks.week_number end) over (
            partition by weeks.objective_id order by weeks.week_on
        ), 0
    ) >= {{ var('starved_weeks') }} as is_starved
from weeks
