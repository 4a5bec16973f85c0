-- Grain: one row per objective and whole month, from the month its first item was created.
-- Months without any are rows of zeros; what the objectives below it shipped counts too.
with
effort as (select * from {{ ref('int_effort__monthly') }}),

quality as (
    select rested.*
    from {{ ref('int_team_month_quality__measured') }} as rested
    where rested.team_id = 'organisation'
),

objective_demand as (select * from {{ ref('int_objective_demand__rolled_up') }}),

demand_items as (select * from {{ ref('int_demand_items__selected') }}),

work_items as (select * from {{ ref('fct_work_items') }}),

begun as (
    select
        objective_demand.objective_id,
        date_trunc('month', min(work_items.created_at))::date as first_month_on
    from objective_demand
    inner join work_items on objective_demand.work_item_id = work_items.work_item_id
    group by objective_demand.objective_id
),

-- All the effort on tickets, support, incidents and defects, whatever brought them.
supported as (
    select
        effort.month_on,
        coalesce(
            sum(effort.effort_days) filter (where demand_items.work_item_id is not null), 0
        ) as support_effort_days
    from effort
    left join demand_items on effort.work_item_id = demand_items.work_item_id
    group by effort.month_on
),

spent as (
    select
        objective_demand.objective_id,
        effort.month_on,
        objective_demand.is_failure_demand,
        (effort.effort_days * objective_demand.objective_weight)::decimal(28, 15) as effort_days
    from effort
    inner join objective_demand on effort.work_item_id = objective_demand.work_item_id
),

summed as (
    select
        spent.objective_id,
        spent.month_on,
        sum(spent.effort_days) filter (where spent.is_failure_demand)
            as failure_demand_effort_days,
        sum(spent.effort_days) filter (where not spent.is_failure_demand)
            as objective_effort_days,
        count(*) filter (where spent.is_failure_demand) as n_items
    from spent
    group by spent.objective_id, spent.month_on
),

-- What an objective ships asks for nothing: the inner join leaves it out.
created as (
    select
        objective_demand.objective_id,
        date_trunc('month', demand_items.created_at)::date as month_on,
        count(*) as n_created_demand_items
    from objective_demand
    inner join demand_items on objective_demand.work_item_id = demand_items.work_item_id
    group by objective_demand.objective_id, date_trunc('month', demand_items.created_at)::date
)

select
    begun.objective_id,
    supported.month_on,
    (
        coalesce(summed.failure_demand_effort_days, 0)
        / nullif(
            coalesce(summed.failure_demand_effort_days, 0)
            + coalesce(summed.objective_effort_days, 0), 0
        )
    )::double as failure_demand_share,
    (
        coalesce(summed.failure_demand_effort_days, 0)
        / nullif(supported.support_effort_days, 0)
    )::double as support_share,
    coalesce(summed.failure_demand_effort_days, 0)::double as failure_demand_effort_days,
    coalesce(summed.objective_effort_days, 0)::double as objective_effort_days,
    supported.support_effort_days::double as support_effort_days,
    coalesce(summed.n_items, 0) as n_items,
    coalesce(created.n_created_demand_items, 0) as n_created_demand_items,
    {{ row_quality('quality') }}
from begun
inner join supported on begun.first_month_on <= supported.month_on
left join summed
    on begun.objective_id = summed.objective_id
    and supported.month_on = summed.month_on
left join created
    on begun.objective_id = created.objective_id
    and supported.month_on = created.month_on
left join quality on supported.month_on = quality.month_on
