-- Grain: one row per work item and objective it serves; the weights of an item sum to 1.
with
item_objectives as (select * from {{ ref('int_item_objectives__weighted') }})

select
    item_objectives.work_item_id,
    item_objectives.objective_id,
    item_objectives.is_primary,
    item_objectives.objective_weight,
    item_objectives.evidence
from item_objectives
