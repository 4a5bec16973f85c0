-- Grain: one row per work item and item it serves directly, by the strongest link between them.
-- A text that names more items than max_mentions_that_serve lists them (a release): it serves none.
with
links as (select * from {{ ref('int_work_item_links__unioned') }}),

link_kinds as (select * from {{ ref('link_kinds') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

directed as (
    select
        case link_kinds.serves
            when 'from_serves_to' then links.from_work_item_id else links.to_work_item_id
        end as work_item_id,
        case link_kinds.serves
            when 'from_serves_to' then links.to_work_item_id else links.from_work_item_id
        end as served_work_item_id,
        links.link_kind,
        links.proof_field,
        links.proof_text,
        link_kinds.strength_order,
        link_kinds.in_words
    from links
    inner join link_kinds on links.link_kind = link_kinds.link_kind
    where
        link_kinds.serves <> 'none'
        and links.from_work_item_id <> links.to_work_item_id
),

lists as (
    select directed.work_item_id
    from directed
    where directed.link_kind = 'mentions'
    group by directed.work_item_id
    having count(distinct directed.served_work_item_id) > {{ var('max_mentions_that_serve') }}
)

-- Inner joins: an item that no pull has seen has nothing to hand on and needs nothing.
select
    directed.work_item_id,
    directed.served_work_item_id,
    directed.link_kind,
    directed.proof_field,
    directed.proof_text,
    directed.strength_order,
    directed.in_words || ' ' || served_items.item_key || ' (' || directed.proof_field
    || coalesce(': ''' || directed.proof_text || '''', '') || ')' as in_words
from directed
inner join work_items on directed.work_item_id = work_items.work_item_id
inner join work_items as served_items
    on directed.served_work_item_id = served_items.work_item_id
left join lists on directed.work_item_id = lists.work_item_id
where directed.link_kind <> 'mentions' or lists.work_item_id is null
qualify
    row_number() over (
        partition by directed.work_item_id, directed.served_work_item_id
        order by directed.strength_order, directed.proof_field, directed.proof_text
    ) = 1
