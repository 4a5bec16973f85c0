-- Grain: one row per week, work item, and team whose people worked on it.
-- Fewer people in a week than min_group_size: the nearest team above with enough stands for theirs.
with
effort as (select * from {{ ref('int_effort__split') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

teams as (select * from {{ ref('int_teams__rooted') }}),

team_weeks as (
    select
        team_ancestors.ancestor_team_id as team_id,
        date_trunc('week', effort.worked_on)::date as week_on,
        count(distinct effort.person_id) as n_people
    from effort
    inner join team_ancestors on effort.team_id = team_ancestors.team_id
    group by team_ancestors.ancestor_team_id, date_trunc('week', effort.worked_on)::date
),

shown as (
    select
        team_ancestors.team_id,
        team_weeks.week_on,
        min_by(team_ancestors.ancestor_team_id, team_ancestors.distance) as shown_team_id
    from team_ancestors
    inner join team_weeks on team_ancestors.ancestor_team_id = team_weeks.team_id
    inner join teams on team_ancestors.ancestor_team_id = teams.team_id
    where team_weeks.n_people >= {{ var('min_group_size') }} or teams.parent_team_id is null
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
