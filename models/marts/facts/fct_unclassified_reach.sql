-- Grain: one row per unclassified work item and other item whose rule would place it too.
with
classifications as (select * from {{ ref('int_classifications__decided') }}),

ancestors as (select * from {{ ref('int_ancestors__resolved') }}),

served_items as (select * from {{ ref('int_served_items__reached') }}),

decided_by_hand as (
    select * from {{ ref('int_classification_candidates__overridden') }}
),

-- What a person decided by hand hands no rule on, and across tools none from beyond it.
crossed as (
    select
        served_items.work_item_id,
        served_items.served_work_item_id
    from served_items
    left join decided_by_hand on served_items.served_work_item_id = decided_by_hand.work_item_id
    where
        served_items.is_crossing
        and decided_by_hand.work_item_id is null
),

reached as (
    select
        ancestors.work_item_id,
        ancestors.ancestor_work_item_id as reached_work_item_id
    from ancestors
    union
    select
        crossed.work_item_id,
        crossed.served_work_item_id as reached_work_item_id
    from crossed
    union
    select
        crossed.work_item_id,
        ancestors.ancestor_work_item_id as reached_work_item_id
    from crossed
    inner join ancestors on crossed.served_work_item_id = ancestors.work_item_id
)

select
    reached.work_item_id,
    reached.reached_work_item_id
from reached
inner join classifications on reached.work_item_id = classifications.work_item_id
left join decided_by_hand on reached.reached_work_item_id = decided_by_hand.work_item_id
where
    classifications.work_class = 'unclassified'
    and decided_by_hand.work_item_id is null
    and reached.work_item_id <> reached.reached_work_item_id
