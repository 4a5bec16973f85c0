-- A class that another item handed on must be walkable: from the item, over links, to who has it.
with
work_items as (select * from {{ ref('fct_work_items') }}),

item_objectives as (select * from {{ ref('fct_item_objectives') }})

select
    work_items.work_item_id,
    work_items.inheritance_path,
    work_items.inherited_from_work_item_id
from work_items
left join item_objectives
    on work_items.work_item_id = item_objectives.work_item_id
    and work_items.objective_id = item_objectives.objective_id
    and item_objectives.is_primary
where
    work_items.classification_method in ('cross_tool', 'inherited_rule')
    and (
        work_items.inherited_from_work_item_id is null
        or work_items.inherited_from_work_item_id = work_items.work_item_id
        or work_items.inheritance_path not like work_items.work_item_id || ' > %'
        or work_items.inheritance_path not like '% > ' || work_items.inherited_from_work_item_id
        or work_items.evidence is null
        or (
            work_items.classification_method = 'cross_tool'
            and item_objectives.objective_id is null
        )
    )
