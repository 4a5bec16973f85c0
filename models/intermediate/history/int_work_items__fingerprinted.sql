-- Grain: one row per work item, with digits that change when what its classification looks at does.
-- Own fields, then those of the items above it, then those of items up to two links away. The day of
-- completion is left out: it decides nothing itself, but which rules are in force (passed_date).
with
work_items as (select * from {{ ref('int_work_items__unioned') }}),

decidable as (select * from {{ ref('int_work_items__decidable') }}),

ancestors as (select * from {{ ref('int_ancestors__resolved') }}),

links as (select * from {{ ref('int_work_item_links__unioned') }}),

own as (
    select
        decidable.work_item_id,
        md5(concat_ws(
            chr(31),
            decidable.work_item_id,
            coalesce(decidable.container, ''),
            coalesce(decidable.item_type, ''),
            coalesce(decidable.title, ''),
            coalesce(decidable.priority_name, ''),
            coalesce(decidable.requester_group, ''),
            coalesce(decidable.labels::varchar, ''),
            coalesce(decidable.components::varchar, ''),
            work_items.is_deleted::varchar
        )) as digits
    from decidable
    inner join work_items on decidable.work_item_id = work_items.work_item_id
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
