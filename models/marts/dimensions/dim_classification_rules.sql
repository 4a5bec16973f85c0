-- Grain: one row per rule of the decision table, with what it does.
with
rules as (select * from {{ ref('stg_strategy__classification_rules') }}),

prepared as (select * from {{ ref('int_rules__prepared') }}),

rule_matches as (select * from {{ ref('int_rule_matches__evaluated') }}),

classifications as (select * from {{ ref('int_classifications__decided') }}),

matched as (
    select
        rule_matches.rule_id,
        count(*) as n_items_matched
    from rule_matches
    group by rule_matches.rule_id
),

decided as (
    select
        classifications.rule_id,
        count(*) as n_items_decided
    from classifications
    where classifications.rule_id is not null
    group by classifications.rule_id
)

select
    rules.rule_id,
    rules.objective_id,
    rules.priority,
    prepared.condition_text,
    rules.work_class,
    rules.work_category,
    rules.rationale,
    coalesce(matched.n_items_matched, 0) as n_items_matched,
    coalesce(decided.n_items_decided, 0) as n_items_decided,
    rules.valid_from,
    rules.valid_to
from rules
inner join prepared on rules.rule_id = prepared.rule_id
left join matched on rules.rule_id = matched.rule_id
left join decided on rules.rule_id = decided.rule_id
