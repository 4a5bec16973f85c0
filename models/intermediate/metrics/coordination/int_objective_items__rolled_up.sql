-- Grain: one row per objective and work item that serves it or an objective below it.
with
item_objectives as (select * from {{ ref('fct_item_objectives') }}),

objective_ancestors as (select * from {{ ref('int_objective_ancestors__resolved') }})

select
    objective_ancestors.ancestor_objective_id as objective_id,
    item_objectives.work_item_id,
    sum(item_objectives.objective_weight) as objective_weight
from item_objectives
inner join objective_ancestors
    on item_objectives.objective_id = objective_ancestors.objective_id
group by objective_ancestors.ancestor_objective_id, item_objectives.work_item_id
