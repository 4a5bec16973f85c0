-- Grain: one row per team, whole week and kind of work of which an item was completed.
with
team_weeks as (select * from {{ ref('int_team_weeks__published') }}),

item_flows as (select * from {{ ref('int_item_flows__timed') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }})

select
    team_weeks.team_id,
    item_flows.work_class,
    coalesce(item_flows.work_category, 'none') as work_category,
    team_weeks.week_on,
    (count(*) / sum(count(*)) over (
        partition by team_weeks.team_id, team_weeks.week_on
    ))::double as completed_share,
    count(*) as n_completed_items,
    (sum(count(*)) over (
        partition by team_weeks.team_id, team_weeks.week_on
    ))::bigint as n_team_completed_items
from item_flows
inner join team_ancestors on item_flows.team_id = team_ancestors.team_id
-- The inner join leaves out team weeks that rest on too few people.
inner join team_weeks
    on team_ancestors.ancestor_team_id = team_weeks.team_id
    and item_flows.week_on = team_weeks.week_on
group by
    team_weeks.team_id, item_flows.work_class, coalesce(item_flows.work_category, 'none'),
    team_weeks.week_on
