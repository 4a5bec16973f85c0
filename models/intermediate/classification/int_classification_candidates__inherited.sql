-- Grain: one row per work item whose nearest ruled ancestor hands its rule down.
with
rule_matches as (select * from {{ ref('int_rule_matches__evaluated') }}),

ancestors as (select * from {{ ref('int_ancestors__resolved') }}),

rules as (select * from {{ ref('int_rules__prepared') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

nearest as (
    select
        ancestors.work_item_id,
        ancestors.ancestor_work_item_id,
        ancestors.distance,
        ancestors.inheritance_path,
        rule_matches.rule_id
    from ancestors
    inner join rule_matches
        on ancestors.ancestor_work_item_id = rule_matches.work_item_id
        and rule_matches.match_order = 1
    qualify
        row_number() over (
            partition by ancestors.work_item_id
            order by ancestors.distance, rule_matches.priority, ancestors.ancestor_work_item_id
        ) = 1
)

select
    nearest.work_item_id,
    'inherited_rule' as classification_method,
    rules.work_class,
    rules.work_category,
    rules.objective_id,
    rules.rule_id,
    rules.condition_fields as matched_field,
    rules.condition_text as matched_value,
    nearest.ancestor_work_item_id as inherited_from_work_item_id,
    nearest.inheritance_path,
    work_items.item_key || ' "' || coalesce(work_items.title, '') || '", '
    || nearest.distance::text || ' above, is placed by rule ' || rules.rule_id || ': '
    || rules.condition_text as evidence,
    1 as candidate_tier,
    1 as candidate_order
from nearest
inner join rules on nearest.rule_id = rules.rule_id
inner join work_items on nearest.ancestor_work_item_id = work_items.work_item_id
