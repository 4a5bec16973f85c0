-- Grain: one row per work item that a rule places through another item.
-- The nearest item above that a rule places; else the nearest item it serves that a rule places,
-- itself or from above it. What a person decided by hand hands no rule on.
with
item_rules as (select * from {{ ref('int_item_rules__nearest') }}),

decidable as (select * from {{ ref('int_work_items__decidable') }}),

reached as (select * from {{ ref('int_served_items__reached') }}),

decided_by_hand as (
    select * from {{ ref('int_classification_candidates__overridden') }}
),

rules as (select * from {{ ref('int_rules__prepared') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

handed_on as (
    select
        item_rules.work_item_id,
        item_rules.ruled_work_item_id,
        item_rules.rule_id,
        item_rules.inheritance_path,
        null::text as chain_in_words,
        item_rules.distance,
        0 as hops,
        0 as weakest_link,
        item_rules.priority
    from item_rules
    inner join decidable
        on item_rules.work_item_id = decidable.work_item_id
        and item_rules.decided_on = decidable.decided_on
    where not item_rules.is_own
    union all
    select
        reached.work_item_id,
        item_rules.ruled_work_item_id,
        item_rules.rule_id,
        reached.inheritance_path
        || substr(item_rules.inheritance_path, length(item_rules.work_item_id) + 1)
            as inheritance_path,
        reached.in_words || ', which ' as chain_in_words,
        item_rules.distance,
        reached.hops,
        reached.weakest_link,
        item_rules.priority
    from reached
    inner join decidable on reached.work_item_id = decidable.work_item_id
    inner join item_rules
        on reached.served_work_item_id = item_rules.work_item_id
        and decidable.decided_on = item_rules.decided_on
    left join decided_by_hand on reached.served_work_item_id = decided_by_hand.work_item_id
    where
        reached.is_crossing
        and decided_by_hand.work_item_id is null
),

nearest as (
    select handed_on.*
    from handed_on
    qualify
        row_number() over (
            partition by handed_on.work_item_id
            order by
                handed_on.hops, handed_on.distance, handed_on.weakest_link, handed_on.priority,
                handed_on.inheritance_path
        ) = 1
)

select
    nearest.work_item_id,
    'inherited_rule' as classification_method,
    rules.work_class,
    rules.work_category,
    rules.objective_id,
    rules.rule_id,
    rules.condition_fields as matched_field,
    rules.condition_text as matched_value,
    nearest.ruled_work_item_id as inherited_from_work_item_id,
    nearest.inheritance_path,
    coalesce(
        nearest.chain_in_words
        || case
            when nearest.distance = 0 then ''
            else 'hangs below ' || work_items.item_key || ', which '
        end,
        work_items.item_key || ' "' || coalesce(work_items.title, '') || '", '
        || nearest.distance::text || ' above, '
    ) || 'is placed by rule ' || rules.rule_id || ': ' || rules.condition_text as evidence,
    1 as candidate_tier,
    1 as candidate_order
from nearest
inner join rules on nearest.rule_id = rules.rule_id
inner join work_items on nearest.ruled_work_item_id = work_items.work_item_id
