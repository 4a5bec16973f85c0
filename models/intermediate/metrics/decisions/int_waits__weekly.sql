-- Grain: one row per team and week in which a wait of an item of its scope ended.
with
waits as (select * from {{ ref('int_waits__ended') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }})

select
    team_ancestors.ancestor_team_id as team_id,
    waits.week_on,
    percentile_cont(0.5) within group (order by waits.wait_hours) as wait_hours_p50,
    percentile_cont(0.85) within group (order by waits.wait_hours) as wait_hours_p85,
    count(*) as n_ended_waits
from waits
inner join team_ancestors on waits.team_id = team_ancestors.team_id
group by team_ancestors.ancestor_team_id, waits.week_on
