-- Grain: one row per team, the whole organisation included.
with
teams as (select * from {{ ref('int_teams__rooted') }}),

ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

calendars as (select * from {{ ref('int_team_calendars__resolved') }}),

depths as (
    select
        ancestors.team_id,
        max(ancestors.distance) as depth
    from ancestors
    group by ancestors.team_id
)

select
    teams.team_id,
    teams.parent_team_id,
    teams.team_name,
    calendars.time_zone,
    depths.depth
from teams
inner join depths on teams.team_id = depths.team_id
inner join calendars on teams.team_id = calendars.team_id
