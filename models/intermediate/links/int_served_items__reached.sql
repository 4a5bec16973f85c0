-- Grain: one row per work item and item it serves over at most max_chain_hops links, the fewest.
-- One hop, then two ones, then two twos: after each only the best path of a pair is kept, so that
-- no hub or cycle multiplies paths. An item that a person decided hands nothing on from beyond it.
with
links as (select * from {{ ref('int_serving_links__derived') }}),

decided_by_hand as (
    select * from {{ ref('int_classification_candidates__overridden') }}
),

one_hop as (
    select
        links.work_item_id,
        links.served_work_item_id,
        1 as hops,
        links.strength_order as weakest_link,
        links.link_kind <> 'parent' as is_crossing,
        links.proof_field,
        links.proof_text,
        links.work_item_id || ' > ' || links.served_work_item_id as inheritance_path,
        links.in_words
    from links
),

two_hops as (
    select
        first_hop.work_item_id,
        second_hop.served_work_item_id,
        2 as hops,
        greatest(first_hop.weakest_link, second_hop.weakest_link) as weakest_link,
        first_hop.is_crossing or second_hop.is_crossing as is_crossing,
        first_hop.proof_field,
        first_hop.proof_text,
        first_hop.inheritance_path || ' > ' || second_hop.served_work_item_id as inheritance_path,
        first_hop.in_words || ', which ' || second_hop.in_words as in_words
    from one_hop as first_hop
    inner join one_hop as second_hop
        on first_hop.served_work_item_id = second_hop.work_item_id
        and first_hop.work_item_id <> second_hop.served_work_item_id
    left join decided_by_hand on second_hop.work_item_id = decided_by_hand.work_item_id
    where decided_by_hand.work_item_id is null
),

one_or_two_hops as (
    select * from one_hop
    union all
    select * from two_hops
),

up_to_two as (
    select one_or_two_hops.*
    from one_or_two_hops
    qualify
        row_number() over (
            partition by one_or_two_hops.work_item_id, one_or_two_hops.served_work_item_id
            order by
                one_or_two_hops.hops, one_or_two_hops.weakest_link,
                one_or_two_hops.inheritance_path
        ) = 1
),

-- Three and four hops: two and then one or two more; the best of a pair is never longer than it is.
beyond_two as (
    select
        first_half.work_item_id,
        second_half.served_work_item_id,
        first_half.hops + second_half.hops as hops,
        greatest(first_half.weakest_link, second_half.weakest_link) as weakest_link,
        first_half.is_crossing or second_half.is_crossing as is_crossing,
        first_half.proof_field,
        first_half.proof_text,
        first_half.inheritance_path
        || substr(second_half.inheritance_path, length(second_half.work_item_id) + 1)
            as inheritance_path,
        first_half.in_words || ', which ' || second_half.in_words as in_words
    from up_to_two as first_half
    inner join up_to_two as second_half
        on first_half.served_work_item_id = second_half.work_item_id
        and first_half.work_item_id <> second_half.served_work_item_id
    left join decided_by_hand on second_half.work_item_id = decided_by_hand.work_item_id
    where
        first_half.hops = 2
        and decided_by_hand.work_item_id is null
),

reached as (
    select * from up_to_two
    union all
    select * from beyond_two
)

select
    reached.work_item_id,
    reached.served_work_item_id,
    reached.inheritance_path,
    reached.in_words,
    reached.proof_field,
    reached.proof_text,
    reached.is_crossing,
    reached.hops,
    reached.weakest_link
from reached
where reached.hops <= {{ var('max_chain_hops') }}
qualify
    row_number() over (
        partition by reached.work_item_id, reached.served_work_item_id
        order by reached.hops, reached.weakest_link, reached.inheritance_path
    ) = 1
