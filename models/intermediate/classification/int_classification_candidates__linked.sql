-- Grain: one row per work item and objective that it, or an item above it, is linked to on its day.
with
links as (select * from {{ ref('int_objective_links__nearest') }}),

decidable as (select * from {{ ref('int_work_items__decidable') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }})

select
    links.work_item_id,
    'objective_link' as classification_method,
    'strategic' as work_class,
    'objective_work' as work_category,
    links.objective_id,
    null::text as rule_id,
    links.link_type as matched_field,
    links.value as matched_value,
    links.inherited_from_work_item_id,
    links.inheritance_path,
    coalesce(
        linked_items.item_key || ' "' || coalesce(linked_items.title, '') || '", '
        || links.distance::text || ' above, ', 'the item itself '
    ) || 'is linked to ' || links.objective_id || ' by ' || links.link_type || ' '
    || links.value as evidence,
    links.link_tier as candidate_tier,
    links.link_order as candidate_order
from links
inner join decidable
    on links.work_item_id = decidable.work_item_id
    and links.decided_on = decidable.decided_on
left join work_items as linked_items
    on links.inherited_from_work_item_id = linked_items.work_item_id
