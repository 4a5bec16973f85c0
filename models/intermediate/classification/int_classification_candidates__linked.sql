-- Grain: one row per work item and objective that it, or an item above it, is linked to.
-- The nearest links count, several at one distance together; a link of a whole project counts last.
with
link_matches as (select * from {{ ref('int_objective_links__matched') }}),

ancestors as (select * from {{ ref('int_ancestors__resolved') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

reached as (
    select
        link_matches.*,
        null::text as inherited_from_work_item_id,
        null::text as inheritance_path,
        0 as distance
    from link_matches
    union all
    select
        ancestors.work_item_id,
        link_matches.objective_id,
        link_matches.link_type,
        link_matches.value,
        link_matches.link_reach,
        ancestors.ancestor_work_item_id as inherited_from_work_item_id,
        ancestors.inheritance_path,
        ancestors.distance
    from ancestors
    inner join link_matches on ancestors.ancestor_work_item_id = link_matches.work_item_id
),

nearest as (
    select reached.*
    from reached
    qualify
        row_number() over (
            partition by reached.work_item_id, reached.objective_id
            order by
                reached.link_type = 'project', reached.distance, reached.link_reach,
                reached.inheritance_path
        ) = 1
)

select
    nearest.work_item_id,
    'objective_link' as classification_method,
    'strategic' as work_class,
    'objective_work' as work_category,
    nearest.objective_id,
    null::text as rule_id,
    nearest.link_type as matched_field,
    nearest.value as matched_value,
    nearest.inherited_from_work_item_id,
    nearest.inheritance_path,
    coalesce(
        linked_items.item_key || ' "' || coalesce(linked_items.title, '') || '", '
        || nearest.distance::text || ' above, ', 'the item itself '
    ) || 'is linked to ' || nearest.objective_id || ' by ' || nearest.link_type || ' '
    || nearest.value as evidence,
    dense_rank() over (
        partition by nearest.work_item_id
        order by nearest.link_type = 'project', nearest.distance
    ) as candidate_tier,
    row_number() over (
        partition by nearest.work_item_id
        order by
            nearest.link_type = 'project', nearest.distance, nearest.link_reach,
            nearest.objective_id
    ) as candidate_order
from nearest
left join work_items as linked_items
    on nearest.inherited_from_work_item_id = linked_items.work_item_id
