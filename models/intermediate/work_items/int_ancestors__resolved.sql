-- Grain: one row per work item and ancestor, with the shortest distance between them.
-- A path never visits an item twice: a cycle of parents ends where it closes.
with recursive
work_items as (select * from {{ ref('int_work_items__unioned') }}),

parent_links as (
    select
        links.from_work_item_id as work_item_id,
        links.to_work_item_id as parent_work_item_id
    from {{ ref('int_work_item_links__unioned') }} as links
    where
        links.link_kind = 'parent'
        and links.from_work_item_id <> links.to_work_item_id
    group by all
),

-- The inner join drops parents that no pull has seen: nothing can be inherited from them.
known_links as (
    select
        parent_links.work_item_id,
        parent_links.parent_work_item_id
    from parent_links
    inner join work_items on parent_links.parent_work_item_id = work_items.work_item_id
),

paths as (
    select
        known_links.work_item_id,
        known_links.parent_work_item_id as ancestor_work_item_id,
        1 as distance,
        known_links.work_item_id || ' > ' || known_links.parent_work_item_id as inheritance_path
    from known_links
    union all
    select
        paths.work_item_id,
        known_links.parent_work_item_id as ancestor_work_item_id,
        paths.distance + 1 as distance,
        paths.inheritance_path || ' > ' || known_links.parent_work_item_id as inheritance_path
    from paths
    inner join known_links on paths.ancestor_work_item_id = known_links.work_item_id
    where
        paths.distance < {{ var('max_ancestry_depth') }}
        and instr(
            ' > ' || paths.inheritance_path || ' > ',
            ' > ' || known_links.parent_work_item_id || ' > '
        ) = 0
)

select
    paths.work_item_id,
    paths.ancestor_work_item_id,
    paths.distance,
    paths.inheritance_path
from paths
qualify
    row_number() over (
        partition by paths.work_item_id, paths.ancestor_work_item_id
        order by paths.distance, paths.inheritance_path
    ) = 1
