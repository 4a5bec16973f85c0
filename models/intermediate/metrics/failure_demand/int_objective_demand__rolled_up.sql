-- Grain: one row per objective and item that was shipped for it, or was brought by its shipping,
-- the objectives below it included.
with
failure_demand as (select * from {{ ref('fct_failure_demand') }}),

shipped_items as (select * from {{ ref('int_shipped_items__served') }}),

objective_ancestors as (select * from {{ ref('int_objective_ancestors__resolved') }}),

parts as (
    select
        failure_demand.objective_id,
        failure_demand.work_item_id,
        true as is_failure_demand,
        failure_demand.objective_weight
    from failure_demand
    union all
    select
        shipped_items.objective_id,
        shipped_items.work_item_id,
        false as is_failure_demand,
        shipped_items.objective_weight
    from shipped_items
)

select
    objective_ancestors.ancestor_objective_id as objective_id,
    parts.work_item_id,
    parts.is_failure_demand,
    sum(parts.objective_weight) as objective_weight
from parts
inner join objective_ancestors on parts.objective_id = objective_ancestors.objective_id
group by
    objective_ancestors.ancestor_objective_id, parts.work_item_id, parts.is_failure_demand
