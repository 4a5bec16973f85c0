-- Grain: one row per work item and candidate class, numbered from the strongest evidence down.
-- Candidates of one tier count together: objectives an item serves at the same distance.
with
stated as (select * from {{ ref('int_classification_candidates__stated') }}),

text_scored as (select * from {{ ref('int_classification_candidates__text_scored') }}),

methods as (select * from {{ ref('classification_methods') }}),

objective_ancestors as (select * from {{ ref('int_objective_ancestors__resolved') }}),

candidates as (
    select
        stated.*,
        null::double as text_precision
    from stated
    union all
    select * from text_scored
),

-- An objective beside one below it, in the same tier, says less of the same.
repeated_above as (
    select
        candidates.work_item_id,
        candidates.classification_method,
        candidates.candidate_tier,
        objective_ancestors.ancestor_objective_id as objective_id
    from candidates
    inner join objective_ancestors on candidates.objective_id = objective_ancestors.objective_id
    where objective_ancestors.distance > 0
    group by all
)

select
    candidates.work_item_id,
    candidates.classification_method,
    candidates.work_class,
    candidates.work_category,
    candidates.objective_id,
    candidates.rule_id,
    candidates.matched_field,
    candidates.matched_value,
    candidates.inherited_from_work_item_id,
    candidates.inheritance_path,
    candidates.evidence,
    candidates.text_precision,
    dense_rank() over (
        partition by candidates.work_item_id
        order by methods.method_order, candidates.candidate_tier
    ) as tier_rank,
    row_number() over (
        partition by candidates.work_item_id
        order by methods.method_order, candidates.candidate_tier, candidates.candidate_order
    ) as candidate_rank
from candidates
inner join methods on candidates.classification_method = methods.classification_method
left join repeated_above
    on candidates.work_item_id = repeated_above.work_item_id
    and candidates.classification_method = repeated_above.classification_method
    and candidates.candidate_tier = repeated_above.candidate_tier
    and candidates.objective_id = repeated_above.objective_id
where repeated_above.objective_id is null
