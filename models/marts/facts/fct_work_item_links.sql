-- Grain: one row per pair of work items and kind of link, with the text that proves it.
-- Several proofs of the same link count once; the first field in the alphabet is shown.
with
links as (select * from {{ ref('int_work_item_links__unioned') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }})

select
    links.from_work_item_id,
    links.to_work_item_id,
    links.link_kind,
    links.proof_field,
    links.proof_text,
    to_items.work_item_id is not null as is_target_known,
    count(*) over (
        partition by links.from_work_item_id, links.to_work_item_id, links.link_kind
    ) as n_proofs
from links
left join work_items as to_items on links.to_work_item_id = to_items.work_item_id
qualify
    row_number() over (
        partition by links.from_work_item_id, links.to_work_item_id, links.link_kind
        order by links.proof_field, links.proof_text
    ) = 1
