-- Grain: one row per team and whole week: items under way, and how many there would be if in balance.
-- Little's law over the weeks up to this one: items under way = items completed an hour x their hours.
with
flow_loads as (select * from {{ ref('int_flow_loads__weekly') }}),

completed_flows as (select * from {{ ref('int_completed_flows__weekly') }}),

recent as (
    select
        flow_loads.team_id,
        flow_loads.week_on,
        count(*) as n_weeks,
        sum(past_loads.n_load_items) as n_load_items,
        sum(coalesce(past_flows.active_hours + past_flows.waiting_hours, 0)) as hours
    from flow_loads
    inner join flow_loads as past_loads
        on flow_loads.team_id = past_loads.team_id
        and flow_loads.week_on >= past_loads.week_on
        and {{ days_between('past_loads.week_on', 'flow_loads.week_on') }}
        < 7 * {{ var('flow_history_weeks') }}
    left join completed_flows as past_flows
        on past_loads.team_id = past_flows.team_id
        and past_loads.week_on = past_flows.week_on
    group by flow_loads.team_id, flow_loads.week_on
)

select
    recent.team_id,
    recent.week_on,
    (recent.n_load_items / recent.n_weeks)::double as observed_wip_items,
    (recent.hours / (recent.n_weeks * 168))::double as expected_wip_items
from recent
