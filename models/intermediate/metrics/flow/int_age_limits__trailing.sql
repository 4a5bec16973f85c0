-- Grain: one row per team that owns items, type of item and week: how long such an item may take.
-- The 85th percentile of flow time of what the team completed in the weeks up to this one.
with
item_flows as (select * from {{ ref('int_item_flows__timed') }}),

weeks as (select * from {{ ref('int_weeks__whole') }})

select
    item_flows.team_id,
    item_flows.item_type,
    weeks.week_on,
    count(*) as n_past_items,
    percentile_cont(0.85) within group (order by item_flows.flow_time_hours) as age_limit_hours
from item_flows
inner join weeks
    on item_flows.week_on <= weeks.week_on
    and {{ days_between('item_flows.week_on', 'weeks.week_on') }}
    < 7 * {{ var('flow_history_weeks') }}
where item_flows.is_timed
group by item_flows.team_id, item_flows.item_type, weeks.week_on
having count(*) >= {{ var('flow_history_min_items') }}
