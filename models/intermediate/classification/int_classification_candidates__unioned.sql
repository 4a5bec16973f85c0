-- Grain: one row per work item and candidate class, numbered from the strongest evidence down.
with
overridden as (select * from {{ ref('int_classification_candidates__overridden') }}),

linked as (select * from {{ ref('int_classification_candidates__linked') }}),

ruled as (select * from {{ ref('int_classification_candidates__ruled') }}),

inherited as (select * from {{ ref('int_classification_candidates__inherited') }}),

methods as (select * from {{ ref('classification_methods') }}),

candidates as (
    select * from overridden
    union all
    select * from linked
    union all
    select * from ruled
    union all
    select * from inherited
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
    methods.prior_confidence,
    row_number() over (
        partition by candidates.work_item_id
        order by methods.method_order, candidates.candidate_order
    ) as candidate_rank
from candidates
inner join methods on candidates.classification_method = methods.classification_method
