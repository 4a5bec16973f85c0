-- Grain: one row per work item and candidate class that somebody stated: by hand, link or rule.
with
overridden as (select * from {{ ref('int_classification_candidates__overridden') }}),

linked as (select * from {{ ref('int_classification_candidates__linked') }}),

crossed as (select * from {{ ref('int_classification_candidates__crossed') }}),

ruled as (select * from {{ ref('int_classification_candidates__ruled') }}),

inherited as (select * from {{ ref('int_classification_candidates__inherited') }}),

stated as (
    select * from overridden
    union all
    select * from linked
    union all
    select * from crossed
    union all
    select * from ruled
    union all
    select * from inherited
)

select
    stated.work_item_id,
    stated.classification_method,
    stated.work_class,
    stated.work_category,
    stated.objective_id,
    stated.rule_id,
    stated.matched_field,
    stated.matched_value,
    stated.inherited_from_work_item_id,
    stated.inheritance_path,
    stated.evidence,
    stated.candidate_tier,
    stated.candidate_order
from stated
