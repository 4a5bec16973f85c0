-- Grain: one row per work item and objective it serves; the weights of an item sum to 1.
with
candidates as (select * from {{ ref('int_classification_candidates__unioned') }}),

served as (
    select
        candidates.work_item_id,
        candidates.objective_id,
        min(candidates.candidate_rank) as candidate_rank,
        min_by(candidates.evidence, candidates.candidate_rank) as evidence
    from candidates
    where
        candidates.tier_rank = 1
        and candidates.objective_id is not null
    group by candidates.work_item_id, candidates.objective_id
)

select
    served.work_item_id,
    served.objective_id,
    (1.0 / count(*) over (partition by served.work_item_id))::double as objective_weight,
    row_number() over (
        partition by served.work_item_id order by served.candidate_rank
    ) = 1 as is_primary,
    served.evidence
from served
