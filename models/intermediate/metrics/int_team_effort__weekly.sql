-- Grain: one row per team, week, work item and person, each team with all teams below it.
-- Only whole weeks before as_of.
with
effort as (select * from {{ ref('int_effort__split') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }})

select
    team_ancestors.ancestor_team_id as team_id,
    date_trunc('week', effort.worked_on)::date as week_on,
    effort.work_item_id,
    effort.person_id,
    sum(effort.effort_days) as effort_days
from effort
inner join team_ancestors on effort.team_id = team_ancestors.team_id
where
    date_trunc('week', effort.worked_on)::date + interval '7 days' <= '{{ var("as_of") }}'::date
group by
    team_ancestors.ancestor_team_id, date_trunc('week', effort.worked_on)::date,
    effort.work_item_id, effort.person_id
