-- Grain: one row per team and team above it, itself included at distance 0.
with recursive
teams as (select * from {{ ref('int_teams__rooted') }}),

paths as (
    select
        teams.team_id,
        teams.team_id as ancestor_team_id,
        0 as distance
    from teams
    union all
    select
        paths.team_id,
        teams.parent_team_id as ancestor_team_id,
        paths.distance + 1 as distance
    from paths
    inner join teams on paths.ancestor_team_id = teams.team_id
    where teams.parent_team_id is not null
)

select
    paths.team_id,
    paths.ancestor_team_id,
    paths.distance
from paths
