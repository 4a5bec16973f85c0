-- Grain: one row per work item, with what the decision table looks at.
-- Rules and links are held against the day the item was completed, or as_of while it is open.
with
work_items as (select * from {{ ref('int_work_items__unioned') }}),

attributes as (select * from {{ ref('int_work_item_attributes__unioned') }}),

lifecycles as (select * from {{ ref('int_lifecycles__derived') }}),

rules as (select * from {{ ref('int_rules__prepared') }}),

named_values as (
    select
        'label' as attribute,
        exploded.value
    from rules
    cross join {{ explode_array('rules.labels') }} as exploded (value)
    union
    select
        'component' as attribute,
        exploded.value
    from rules
    cross join {{ explode_array('rules.components') }} as exploded (value)
),

-- The inner join leaves out what no rule names: it makes no difference, and items more alike.
attribute_lists as (
    select
        attributes.work_item_id,
        {{ array_of_group('attributes.value') }}
        filter (where attributes.attribute = 'label') as labels,
        {{ array_of_group('attributes.value') }}
        filter (where attributes.attribute = 'component') as components
    from attributes
    inner join named_values
        on attributes.attribute = named_values.attribute
        and attributes.value = named_values.value
    group by attributes.work_item_id
)

select
    work_items.work_item_id,
    {{ row_fingerprint([
        'work_items.source_system', 'work_items.container', 'work_items.item_type',
        'work_items.priority_name', 'work_items.requester_group', 'attribute_lists.labels',
        'attribute_lists.components',
    ]) }} as cells_fingerprint,
    work_items.source_system,
    work_items.container,
    work_items.item_type,
    work_items.title,
    work_items.priority_name,
    work_items.requester_group,
    attribute_lists.labels as named_labels,
    attribute_lists.components as named_components,
    case
        when lifecycles.resolved_at < {{ as_of_at() }} then lifecycles.resolved_at::date
        else '{{ var("as_of") }}'::date
    end as decided_on
from work_items
inner join lifecycles on work_items.work_item_id = lifecycles.work_item_id
left join attribute_lists on work_items.work_item_id = attribute_lists.work_item_id
