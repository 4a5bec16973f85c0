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
),

headline as (
    select
        weeks.week_on,
        weekly.classification_method,
        weekly.work_class,
        sum(weekly.effort_days) as effort_days
    from weeks
    inner join weekly
        on weeks.week_on >= weekly.week_on
        and {{ days_between('weekly.week_on', 'weeks.week_on') }} < 7 * {{ var('headline_weeks') }}
    group by weeks.week_on, weekly.classification_method, weekly.work_class
)

select
    headline.week_on,
    headline.classification_method,
    headline.work_class,
    coalesce(weekly.effort_days, 0)::decimal(18, 9) as effort_days,
    headline.effort_days::decimal(18, 9) as headline_effort_days,
    coalesce(weekly.n_items, 0) as n_items
from headline
left join weekly
    on headline.week_on = weekly.week_on
    and headline.classification_method = weekly.classification_method
    and headline.work_class = weekly.work_class
