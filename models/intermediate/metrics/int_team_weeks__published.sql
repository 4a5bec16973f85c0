-- Grain: one row per team and week that may be published.
-- Fewer people than min_group_size: the team is seen in the team above it only. The organisation stays.
with
team_effort as (select * from {{ ref('int_team_effort__weekly') }}),

teams as (select * from {{ ref('int_teams__rooted') }})

select
    team_effort.team_id,
    team_effort.week_on,
    count(distinct team_effort.person_id) as n_people,
    count(distinct team_effort.work_item_id) as n_items,
    sum(team_effort.effort_days) as effort_days
from team_effort
inner join teams on team_effort.team_id = teams.team_id
group by team_effort.team_id, team_effort.week_on
having
    count(distinct team_effort.person_id) >= {{ var('min_group_size') }}
    or bool_or(teams.parent_team_id is null)
