-- Grain: one row per team and whole week in which enough of its people worked.
-- What the team's items did, whoever worked on them; classes are those of fct_work_items.
with
team_weeks as (select * from {{ ref('int_team_weeks__published') }}),

quality as (select * from {{ ref('int_team_week_quality__measured') }}),

completed_flows as (select * from {{ ref('int_completed_flows__weekly') }}),

flow_loads as (select * from {{ ref('int_flow_loads__weekly') }}),

flow_balances as (select * from {{ ref('int_flow_balances__trailing') }})

select
    team_weeks.team_id,
    team_weeks.week_on,
    coalesce(completed_flows.n_completed_items, 0) as n_completed_items,
    coalesce(completed_flows.n_never_started_items, 0) as n_completed_never_started_items,
    coalesce(completed_flows.n_reopened_items, 0) as n_completed_reopened_items,
    completed_flows.flow_time_hours_p50,
    completed_flows.flow_time_hours_p85,
    coalesce(completed_flows.n_timed_items, 0) as n_timed_items,
    (
        completed_flows.active_hours
        / nullif(completed_flows.active_hours + completed_flows.waiting_hours, 0)
    )::double as flow_efficiency_share,
    coalesce(completed_flows.active_hours, 0)::double as active_hours,
    coalesce(completed_flows.waiting_hours, 0)::double as waiting_hours,
    (completed_flows.n_strategic_items / completed_flows.n_completed_items)::double
        as completed_strategic_share,
    (completed_flows.n_operational_items / completed_flows.n_completed_items)::double
        as completed_operational_share,
    (completed_flows.n_unclassified_items / completed_flows.n_completed_items)::double
        as completed_unclassified_share,
    coalesce(completed_flows.n_strategic_items, 0) as n_completed_strategic_items,
    coalesce(completed_flows.n_operational_items, 0) as n_completed_operational_items,
    coalesce(completed_flows.n_unclassified_items, 0) as n_completed_unclassified_items,
    flow_loads.n_load_items,
    flow_loads.n_in_progress_items,
    flow_loads.n_waiting_items,
    (flow_loads.n_aged_items / nullif(flow_loads.n_ageable_items, 0))::double as aged_share,
    flow_loads.n_aged_items,
    flow_loads.n_ageable_items,
    flow_balances.observed_wip_items / nullif(flow_balances.expected_wip_items, 0) as wip_ratio,
    flow_balances.observed_wip_items,
    flow_balances.expected_wip_items,
    {{ row_quality('quality') }}
from team_weeks
-- The inner joins drop no row: loads and balances know every team and whole week.
inner join flow_loads
    on team_weeks.team_id = flow_loads.team_id
    and team_weeks.week_on = flow_loads.week_on
inner join flow_balances
    on team_weeks.team_id = flow_balances.team_id
    and team_weeks.week_on = flow_balances.week_on
left join completed_flows
    on team_weeks.team_id = completed_flows.team_id
    and team_weeks.week_on = completed_flows.week_on
left join quality
    on team_weeks.team_id = quality.team_id
    and team_weeks.week_on = quality.week_on
