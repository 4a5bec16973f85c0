-- Grain: one row per work item.
-- The one model that decides the class: the strongest candidate, and what would have come next.
with
work_items as (select * from {{ ref('int_work_items__unioned') }}),

candidates as (select * from {{ ref('int_classification_candidates__unioned') }}),

winners as (
    select candidates.*
    from candidates
    where candidates.candidate_rank = 1
),

runners_up as (
    select candidates.*
    from candidates
    where candidates.tier_rank = 2
    qualify
        row_number() over (
            partition by candidates.work_item_id order by candidates.candidate_rank
        ) = 1
)

select
    work_items.work_item_id,
    coalesce(winners.work_class, 'unclassified') as work_class,
    winners.work_category,
    winners.objective_id,
    coalesce(winners.classification_method, 'none') as classification_method,
    winners.rule_id,
    winners.matched_field,
    winners.matched_value,
    winners.inherited_from_work_item_id,
    winners.inheritance_path,
    coalesce(winners.evidence, 'nothing in the strategy folder names this item') as evidence,
    winners.text_precision,
    runners_up.classification_method as runner_up_method,
    runners_up.work_class as runner_up_work_class,
    runners_up.objective_id as runner_up_objective_id,
    runners_up.evidence as runner_up_evidence
from work_items
left join winners on work_items.work_item_id = winners.work_item_id
left join runners_up on work_items.work_item_id = runners_up.work_item_id
