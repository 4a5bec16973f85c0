-- Grain: one row per work item and rule that matches it; the lowest priority number comes first.
with
rule_matches as (select * from {{ ref('int_rule_matches__evaluated') }}),

rules as (select * from {{ ref('int_rules__prepared') }})

select
    rule_matches.work_item_id,
    'rule' as classification_method,
    rules.work_class,
    rules.work_category,
    rules.objective_id,
    rules.rule_id,
    rules.condition_fields as matched_field,
    rules.condition_text as matched_value,
    null::text as inherited_from_work_item_id,
    null::text as inheritance_path,
    'rule ' || rules.rule_id || ' (priority ' || rules.priority::text || '): '
    || rules.condition_text as evidence,
    rule_matches.match_order as candidate_tier,
    rule_matches.match_order as candidate_order
from rule_matches
inner join rules on rule_matches.rule_id = rules.rule_id
where rule_matches.match_order <= 2
