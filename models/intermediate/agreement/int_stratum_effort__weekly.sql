-- Grain: one row per whole week of the organisation, method and class that effort went to.
-- The headline's effort of a week is that of the last weeks up to it, as many as the headline has.
with
team_effort as (select * from {{ ref('int_team_effort__weekly') }}),

teams as (select * from {{ ref('int_teams__rooted') }}),

work_items as (select * from {{ ref('fct_work_items') }}),

weekly as (
    select
        team_effort.week_on,
        work_items.classification_method,
        work_items.work_class,
        sum(team_effort.effort_days) as effort_days,
        count(distinct team_effort.work_item_id) as n_items
    from team_effort
    -- Drops all teams but the one at the top, in which every effort is counted.
    inner join teams
        on team_effort.team_id = teams.team_id
        and teams.parent_team_id is null
    inner join work_items on team_effort.work_item_id = work_items.work_item_id
    group by team_effort.week_on, work_items.classification_method, work_items.work_class
),

weeks as (
    select weekly.week_on
    from weekly
    group by weekly.week_on
)

select
    weeks.week_on,
    weekly.classification_method,
    weekly.work_class,
    coalesce(sum(weekly.effort_days) filter (where weekly.week_on = weeks.week_on), 0)
        ::decimal(18, 9) as effort_days,
    sum(weekly.effort_days)::decimal(18, 9) as headline_effort_days,
    coalesce(sum(weekly.n_items) filter (where weekly.week_on = weeks.week_on), 0)
        ::bigint as n_items
from weeks
inner join weekly
    on weekly.week_on <= weeks.week_on
    and {{ days_between('weekly.week_on', 'weeks.week_on') }} < 7 * {{ var('headline_weeks') }}
group by weeks.week_on, weekly.classification_method, weekly.work_class
