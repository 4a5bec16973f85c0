-- Grain: one row per work item that nobody has stated a class for.
with
work_items as (select * from {{ ref('int_work_items__unioned') }}),

stated as (select * from {{ ref('int_classification_candidates__stated') }})

select
    work_items.work_item_id,
    work_items.source_system
from work_items
left join stated on work_items.work_item_id = stated.work_item_id
where stated.work_item_id is null
