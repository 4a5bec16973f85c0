-- Grain: one row per work item, with digits that change when what its classification looks at does.
-- Own fields, then those of the items above it, then those of items up to two links away. The day of
-- completion is left out: it decides nothing itself, but which rules are in force (passed_date).
with
work_items as (select * from {{ ref('int_work_items__unioned') }}),

attributes as (select * from {{ ref('int_work_item_attributes__unioned') }}),

ancestors as (select * from {{ ref('int_ancestors__resolved') }}),

links as (select * from {{ ref('int_work_item_links__unioned') }}),

attribute_lists as (
    select
        attributes.work_item_id,
        {{ array_of_group("attributes.attribute || ': ' || attributes.value") }} as attribute_values
    from attributes
    group by attributes.work_item_id
),

own as (
    select
        work_items.work_item_id,
        md5(concat_ws(
            chr(31),
            work_items.work_item_id,
            coalesce(work_items.container, ''),
            coalesce(work_items.item_type, ''),
            coalesce(work_items.title, ''),
            coalesce(work_items.priority_name, ''),
            coalesce(work_items.requester_group, ''),
            coalesce(attribute_lists.attribute_values::varchar, ''),
            work_items.is_deleted::varchar
        )) as digits
    from work_items
    left join attribute_lists on work_items.work_item_id = attribute_lists.work_item_id
),

above as (
    select
        ancestors.work_item_id,
        {{ array_of_group('own.digits') }} as digits
    from ancestors
    inner join own on ancestors.ancestor_work_item_id = own.work_item_id
    group by ancestors.work_item_id
),

with_above as (
    select
        own.work_item_id,
        md5(concat_ws(',', own.digits, coalesce(above.digits::varchar, ''))) as digits
    from own
    left join above on own.work_item_id = above.work_item_id
),

-- What hangs below an item does not decide its class, so parents are no neighbours here.
neighbours as (
    select
        links.from_work_item_id as work_item_id,
        links.to_work_item_id as neighbour_work_item_id
    from links
    where links.link_kind <> 'parent'
    union
    select
        links.to_work_item_id as work_item_id,
        links.from_work_item_id as neighbour_work_item_id
    from links
    where links.link_kind <> 'parent'
),

beside as (
    select
        neighbours.work_item_id,
        {{ array_of_group('with_above.digits') }} as digits
    from neighbours
    inner join with_above on neighbours.neighbour_work_item_id = with_above.work_item_id
    group by neighbours.work_item_id
),

with_beside as (
    select
        with_above.work_item_id,
        md5(concat_ws(',', with_above.digits, coalesce(beside.digits::varchar, ''))) as digits
    from with_above
    left join beside on with_above.work_item_id = beside.work_item_id
),

further as (
    select
        neighbours.work_item_id,
        {{ array_of_group('with_beside.digits') }} as digits
    from neighbours
    inner join with_beside on neighbours.neighbour_work_item_id = with_beside.work_item_id
    group by neighbours.work_item_id
)

select
    with_beside.work_item_id,
    substr(md5(concat_ws(',', with_beside.digits, coalesce(further.digits::varchar, ''))), 1, 16)
        as item_fingerprint
from with_beside
left join further on with_beside.work_item_id = further.work_item_id
