-- Grain: one row per work item, attribute and value.
with
attributes as (select * from {{ ref('int_work_item_attributes__unioned') }})

select
    attributes.work_item_id,
    attributes.attribute,
    attributes.value
from attributes
