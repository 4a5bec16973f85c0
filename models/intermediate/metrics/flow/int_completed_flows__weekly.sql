-- Grain: one row per team and week in which items of its scope were completed.
with
item_flows as (select * from {{ ref('int_item_flows__timed') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }})

select
    team_ancestors.ancestor_team_id as team_id,
    item_flows.week_on,
    percentile_cont(0.5) within group (order by item_flows.flow_time_hours)
        as flow_time_hours_p50,
    percentile_cont(0.85) within group (order by item_flows.flow_time_hours)
        as flow_time_hours_p85,
    count(item_flows.flow_time_hours) as n_timed_items,
    sum(item_flows.active_hours) as active_hours,
    sum(item_flows.waiting_hours) as waiting_hours,
    count(*) as n_completed_items,
    count(*) filter (where item_flows.work_class = 'strategic') as n_strategic_items,
    count(*) filter (where item_flows.work_class = 'operational') as n_operational_items,
    count(*) filter (where item_flows.work_class = 'unclassified') as n_unclassified_items,
    count(*) filter (where not item_flows.is_timed) as n_never_started_items,
    count(*) filter (where item_flows.is_reopened) as n_reopened_items
from item_flows
inner join team_ancestors on item_flows.team_id = team_ancestors.team_id
group by team_ancestors.ancestor_team_id, item_flows.week_on
