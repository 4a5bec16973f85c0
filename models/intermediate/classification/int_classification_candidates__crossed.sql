-- Grain: one row per work item and objective of an item, in any tool, that it serves on its day.
-- The nearest count, several at one distance together. What is above an item is not across: that
-- is an objective link's.
with
reached as (select * from {{ ref('int_served_items__reached') }}),

purposes as (select * from {{ ref('int_item_purposes__stated') }}),

decidable as (select * from {{ ref('int_work_items__decidable') }}),

nearest as (
    select
        reached.*,
        purposes.objective_id,
        purposes.work_category,
        purposes.stated_by_work_item_id,
        reached.inheritance_path
        || substr(purposes.inheritance_path, length(purposes.work_item_id) + 1) as whole_path,
        reached.in_words || ', which ' || purposes.in_words as evidence
    from reached
    inner join decidable on reached.work_item_id = decidable.work_item_id
    inner join purposes
        on reached.served_work_item_id = purposes.work_item_id
        and decidable.decided_on = purposes.decided_on
    where reached.is_crossing
    qualify
        row_number() over (
            partition by reached.work_item_id, purposes.objective_id
            order by reached.hops, reached.weakest_link, reached.inheritance_path
        ) = 1
)

select
    nearest.work_item_id,
    'cross_tool' as classification_method,
    'strategic' as work_class,
    nearest.work_category,
    nearest.objective_id,
    null::text as rule_id,
    nearest.proof_field as matched_field,
    nearest.proof_text as matched_value,
    nearest.stated_by_work_item_id as inherited_from_work_item_id,
    nearest.whole_path as inheritance_path,
    nearest.evidence,
    dense_rank() over (
        partition by nearest.work_item_id order by nearest.hops
    ) as candidate_tier,
    row_number() over (
        partition by nearest.work_item_id
        order by
            nearest.hops, nearest.weakest_link, nearest.inheritance_path, nearest.objective_id
    ) as candidate_order
from nearest
