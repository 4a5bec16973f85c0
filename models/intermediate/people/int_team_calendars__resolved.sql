-- Grain: one row per team, with the working week it keeps: its own, else the nearest one above it.
with
team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

calendars as (select * from {{ ref('stg_strategy__calendars') }}),

candidates as (
    select
        team_ancestors.team_id,
        team_ancestors.distance,
        calendars.time_zone,
        calendars.working_days,
        calendars.opens_at,
        calendars.closes_at,
        calendars.holidays
    from team_ancestors
    left join calendars
        on coalesce(calendars.team_id, 'organisation') = team_ancestors.ancestor_team_id
)

select
    candidates.team_id,
    coalesce(candidates.time_zone, 'UTC') as time_zone,
    coalesce(candidates.working_days, 'mon|tue|wed|thu|fri') as working_days,
    coalesce(candidates.opens_at, '{{ var("default_workday_opens_at") }}') as opens_at,
    coalesce(candidates.closes_at, '{{ var("default_workday_closes_at") }}') as closes_at,
    coalesce(candidates.holidays, '') as holidays
from candidates
qualify
    row_number() over (
        partition by candidates.team_id
        order by candidates.time_zone is null, candidates.distance
    ) = 1
