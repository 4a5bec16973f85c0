-- Grain: one row per week, work item, and team whose people worked on it.
-- A team too small to be named in a week: the nearest team above that is not stands for it.
with
effort as (select * from {{ ref('int_effort__split') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

team_weeks as (select * from {{ ref('int_team_weeks__shown') }}),

shown as (
    select
        team_ancestors.team_id,
        team_weeks.week_on,
        min_by(team_ancestors.ancestor_team_id, team_ancestors.distance) as shown_team_id
    from team_ancestors
    inner join team_weeks on team_ancestors.ancestor_team_id = team_weeks.team_id
    group by team_ancestors.team_id, team_weeks.week_on
)

-- The inner join drops nothing: the organisation stands for whoever has no team big enough above.
select
    shown.week_on,
    effort.work_item_id,
    shown.shown_team_id as team_id,
    sum(effort.effort_days)::decimal(18, 9) as effort_days
from effort
inner join shown
    on effort.team_id = shown.team_id
    and date_trunc('week', effort.worked_on)::date = shown.week_on
group by shown.week_on, effort.work_item_id, shown.shown_team_id
