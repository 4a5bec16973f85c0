-- Grain: one row per work item that nothing else places and whose words speak for a class.
with
chosen as (select * from {{ ref('int_text_classes__chosen') }}),

deciding as (select * from {{ ref('int_text_words__deciding') }})

select
    chosen.work_item_id,
    'text_model' as classification_method,
    chosen.work_class,
    chosen.work_category,
    chosen.objective_id,
    null::text as rule_id,
    'title|body' as matched_field,
    deciding.words as matched_value,
    null::text as inherited_from_work_item_id,
    null::text as inheritance_path,
    coalesce('the words ' || deciding.words || ' speak', 'its words speak') || ' for '
    || concat_ws(' ', chosen.work_class, coalesce(chosen.objective_id, chosen.work_category))
    || ': score ' || {{ two_digits('chosen.class_score') }}
    || ', precision ' || {{ two_digits('chosen.class_precision') }}
    || ' measured on ' || chosen.n_spoken::text || ' newer items' as evidence,
    1 as candidate_tier,
    1 as candidate_order,
    chosen.class_precision as text_precision
from chosen
left join deciding on chosen.work_item_id = deciding.work_item_id
