-- Grain: one row per rule of the decision table, with what it does and whether people agree.
with
rules as (select * from {{ ref('stg_strategy__classification_rules') }}),

prepared as (select * from {{ ref('int_rules__prepared') }}),

matched as (select * from {{ ref('int_rule_matches__counted') }}),

classifications as (select * from {{ ref('int_classifications__decided') }}),

agreement as (select * from {{ ref('int_label_agreement__compared') }}),

decided as (
    select
        classifications.rule_id,
        count(*) as n_items_decided,
        count(agreement.work_item_id) as n_labels,
        count(*) filter (where agreement.is_agreeing) as n_labels_agreeing,
        (count(*) filter (where agreement.is_agreeing))::double
        / nullif(count(agreement.work_item_id), 0) as label_agreement_share
    from classifications
    left join agreement on classifications.work_item_id = agreement.work_item_id
    where classifications.rule_id is not null
    group by classifications.rule_id
)

select
    rules.rule_id,
    rules.objective_id,
    matched.shadowed_by_rule_id,
    rules.priority,
    prepared.condition_text,
    rules.work_class,
    rules.work_category,
    rules.rationale,
    matched.rule_id is null as is_never_matching,
    coalesce(matched.n_items_matched = matched.n_items_shadowed_by_rules, false)
        as is_fully_shadowed,
    coalesce(
        {{ wilson_high('decided.label_agreement_share', 'decided.n_labels') }}
        < {{ var('min_rule_agreement_share') }},
        false
    ) as is_contradicted,
    coalesce(matched.n_items_matched, 0) as n_items_matched,
    coalesce(decided.n_items_decided, 0) as n_items_decided,
    coalesce(matched.n_items_shadowed, 0) as n_items_shadowed,
    coalesce(matched.n_items_shadowed_by_rules, 0) as n_items_shadowed_by_rules,
    coalesce(decided.n_labels, 0) as n_labels,
    coalesce(decided.n_labels_agreeing, 0) as n_labels_agreeing,
    decided.label_agreement_share,
    rules.valid_from,
    rules.valid_to
from rules
inner join prepared on rules.rule_id = prepared.rule_id
left join matched on rules.rule_id = matched.rule_id
left join decided on rules.rule_id = decided.rule_id
