-- Grain: one row per team and week in which the team may be named, the week under way included.
-- Fewer people than min_group_size: the team is seen in a team above it only. The organisation stays.
with
effort as (select * from {{ ref('int_effort__split') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

teams as (select * from {{ ref('int_teams__rooted') }})

select
    team_ancestors.ancestor_team_id as team_id,
    date_trunc('week', effort.worked_on)::date as week_on,
    count(distinct effort.person_id) as n_people,
    count(distinct effort.work_item_id) as n_items,
    sum(effort.effort_days) as effort_days
from effort
inner join team_ancestors on effort.team_id = team_ancestors.team_id
inner join teams on team_ancestors.ancestor_team_id = teams.team_id
group by team_ancestors.ancestor_team_id, date_trunc('week', effort.worked_on)::date
having
    count(distinct effort.person_id) >= {{ var('min_group_size') }}
    or bool_or(teams.parent_team_id is null)
