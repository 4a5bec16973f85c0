-- Grain: one row per work item, day, and whether the rule that places it that day is its own or comes
-- from above. What a person decided by hand hands no rule down.
with
asked as (select * from {{ ref('int_decision_days__asked') }}),

matches as (select * from {{ ref('int_rule_matches__dated') }}),

ancestors as (select * from {{ ref('int_ancestors__resolved') }}),

decided_by_hand as (
    select * from {{ ref('int_classification_candidates__overridden') }}
),

reached as (
    select
        matches.*,
        matches.work_item_id as ruled_work_item_id,
        matches.work_item_id as inheritance_path,
        0 as distance
    from matches
    union all
    select
        ancestors.work_item_id,
        matches.rule_id,
        matches.priority,
        matches.valid_from,
        matches.valid_to,
        ancestors.ancestor_work_item_id as ruled_work_item_id,
        ancestors.inheritance_path,
        ancestors.distance
    from ancestors
    inner join matches on ancestors.ancestor_work_item_id = matches.work_item_id
    left join decided_by_hand
        on ancestors.ancestor_work_item_id = decided_by_hand.work_item_id
    where decided_by_hand.work_item_id is null
)

select
    reached.work_item_id,
    reached.ruled_work_item_id,
    reached.rule_id,
    reached.inheritance_path,
    reached.distance = 0 as is_own,
    reached.priority,
    reached.distance,
    asked.decided_on
from reached
inner join asked
    on reached.work_item_id = asked.work_item_id
    and asked.decided_on between reached.valid_from and reached.valid_to
qualify
    row_number() over (
        partition by reached.work_item_id, asked.decided_on, reached.distance = 0
        order by
            reached.distance, reached.priority, reached.ruled_work_item_id, reached.rule_id
    ) = 1
