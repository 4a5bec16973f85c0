-- Grain: one row per work item, with what the decision table looks at.
-- Rules and links are held against the day the item was completed, or as_of while it is open.
with
work_items as (select * from {{ ref('int_work_items__unioned') }}),

attributes as (select * from {{ ref('int_work_item_attributes__unioned') }}),

lifecycles as (select * from {{ ref('int_lifecycles__derived') }}),

attribute_lists as (
    select
        attributes.work_item_id,
        {{ array_of_group('attributes.value') }}
        filter (where attributes.attribute = 'label') as labels,
        {{ array_of_group('attributes.value') }}
        filter (where attributes.attribute = 'component') as components
    from attributes
    where attributes.attribute in ('label', 'component')
    group by attributes.work_item_id
)

select
    work_items.work_item_id,
    work_items.source_system,
    work_items.container,
    work_items.item_type,
    work_items.title,
    work_items.priority_name,
    work_items.requester_group,
    attribute_lists.labels,
    attribute_lists.components,
    case
        when lifecycles.resolved_at < {{ as_of_at() }} then lifecycles.resolved_at::date
        else '{{ var("as_of") }}'::date
    end as decided_on
from work_items
inner join lifecycles on work_items.work_item_id = lifecycles.work_item_id
left join attribute_lists on work_items.work_item_id = attribute_lists.work_item_id
