-- Grain: one row per objective and work item that serves it and is no ticket: what it ships.
with
item_objectives as (select * from {{ ref('fct_item_objectives') }}),

work_items as (select * from {{ ref('fct_work_items') }}),

demand_items as (select * from {{ ref('int_demand_items__selected') }})

select
    item_objectives.objective_id,
    item_objectives.work_item_id,
    item_objectives.objective_weight,
    case when work_items.resolved_at < {{ as_of_at() }} then work_items.resolved_at end
        as shipped_at
from item_objectives
inner join work_items
    on item_objectives.work_item_id = work_items.work_item_id
    and not work_items.is_deleted
left join demand_items on item_objectives.work_item_id = demand_items.work_item_id
where demand_items.work_item_id is null
