-- What support load did we ship?
-- The months in which an objective's shipping brought most support, largest first: effort days on
-- tickets, incidents and defects that lead back to its work, beside what it brings in a usual month
-- and the release that was shipped last before most of them. Far above usual: ask what that release
-- changed; fct_failure_demand has the items, each with the text that ties it.
with
usual as (
    select
        demand.objective_id,
        percentile_cont(0.5) within group (order by demand.failure_demand_effort_days)
            as usual_effort_days
    from {{ ref('metrics_failure_demand_by_objective_month') }} as demand
    group by demand.objective_id
),

releases as (
    select
        demand.objective_id,
        date_trunc('month', work_items.created_at)::date as month_on,
        demand.release_name,
        count(*) as n_items,
        row_number() over (
            partition by demand.objective_id, date_trunc('month', work_items.created_at)::date
            order by count(*) desc, demand.release_name asc
        ) as rank_in_month
    from {{ ref('fct_failure_demand') }} as demand
    inner join {{ ref('fct_work_items') }} as work_items
        on demand.work_item_id = work_items.work_item_id
    group by
        demand.objective_id, date_trunc('month', work_items.created_at)::date, demand.release_name
)

select
    objectives.objective_id,
    objectives.objective_name,
    demand.month_on,
    releases.release_name,
    releases.n_items as n_items_after_release,
    demand.n_created_demand_items,
    demand.failure_demand_effort_days,
    usual.usual_effort_days,
    demand.objective_effort_days,
    demand.failure_demand_share,
    demand.support_effort_days,
    demand.support_share
from {{ ref('metrics_failure_demand_by_objective_month') }} as demand
-- The inner join leaves out months that brought an objective nothing new, and objectives that only
-- hold the load of those below them.
inner join releases
    on demand.objective_id = releases.objective_id
    and demand.month_on = releases.month_on
    and releases.rank_in_month = 1
inner join {{ ref('dim_objectives') }} as objectives
    on demand.objective_id = objectives.objective_id
inner join usual on demand.objective_id = usual.objective_id
order by
    demand.failure_demand_effort_days desc, objectives.objective_id asc, demand.month_on asc
limit 50
