-- Grain: one row per work item that has a class.
-- Measured on people's labels where there are enough: of the rule (its own matches and what inherits
-- it apart), else of the method for that class; else what the text model's holdout gave, else a prior.
with
decisions as (select * from {{ ref('int_classifications__decided') }}),

agreement as (select * from {{ ref('int_label_agreement__compared') }}),

methods as (select * from {{ ref('classification_methods') }}),

of_rules as (
    select
        agreement.classification_method,
        agreement.rule_id,
        count(*) as n_labels,
        (count(*) filter (where agreement.is_agreeing))::double / count(*) as agreement_share
    from agreement
    where agreement.rule_id is not null
    group by agreement.classification_method, agreement.rule_id
    having count(*) >= {{ var('min_labels_for_confidence') }}
),

of_methods as (
    select
        agreement.classification_method,
        agreement.work_class,
        count(*) as n_labels,
        (count(*) filter (where agreement.is_agreeing))::double / count(*) as agreement_share
    from agreement
    group by agreement.classification_method, agreement.work_class
    having count(*) >= {{ var('min_labels_for_confidence') }}
)

select
    decisions.work_item_id,
    coalesce(
        of_rules.agreement_share, of_methods.agreement_share, decisions.text_precision,
        methods.prior_confidence
    )::double as confidence,
    case
        when of_rules.agreement_share is not null then 'labels_of_rule'
        when of_methods.agreement_share is not null then 'labels_of_method'
        when decisions.text_precision is not null then 'holdout'
        else 'prior'
    end as confidence_basis,
    coalesce(of_rules.n_labels, of_methods.n_labels) as n_labels
from decisions
-- Drops what nothing placed: no class, no confidence.
inner join methods on decisions.classification_method = methods.classification_method
left join of_rules
    on decisions.classification_method = of_rules.classification_method
    and decisions.rule_id = of_rules.rule_id
left join of_methods
    on decisions.classification_method = of_methods.classification_method
    and decisions.work_class = of_methods.work_class
