-- Grain: one row per published team and week in which definitions changed: weekly strategic effort of
-- the weeks before that became strategic by it, less what ceased to be.
with
class_changes as (select * from {{ ref('int_class_changes__by_definition') }}),

team_effort as (select * from {{ ref('int_team_effort__weekly') }}),

team_weeks as (select * from {{ ref('int_team_weeks__published') }})

select
    team_weeks.team_id,
    class_changes.week_on,
    sum(
        case
            when class_changes.work_class = 'strategic' then team_effort.effort_days
            when class_changes.earlier_work_class = 'strategic' then -team_effort.effort_days
        end
    ) as strategic_effort_days
from class_changes
inner join team_effort
    on class_changes.work_item_id = team_effort.work_item_id
    and class_changes.week_on > team_effort.week_on
    and {{ days_between('team_effort.week_on', 'class_changes.week_on') }}
    <= 7 * {{ var('drift_reference_weeks') }}
-- The inner join leaves out team weeks that rest on too few people.
inner join team_weeks
    on team_effort.team_id = team_weeks.team_id
    and team_effort.week_on = team_weeks.week_on
where class_changes.work_class = 'strategic' or class_changes.earlier_work_class = 'strategic'
group by team_weeks.team_id, class_changes.week_on
