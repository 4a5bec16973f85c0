-- Grain: one row per work item and objective that it can hand on to what serves it.
-- By a person's decision, which speaks alone where there is one; else by its nearest links.
with
overridden as (select * from {{ ref('int_classification_candidates__overridden') }}),

linked as (select * from {{ ref('int_classification_candidates__linked') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }})

select
    overridden.work_item_id,
    overridden.objective_id,
    overridden.work_category,
    overridden.work_item_id as stated_by_work_item_id,
    overridden.work_item_id as inheritance_path,
    'serves ' || overridden.objective_id || ' as ' || overridden.evidence as in_words
from overridden
where
    overridden.work_class = 'strategic'
    and overridden.objective_id is not null
union all
select
    linked.work_item_id,
    linked.objective_id,
    linked.work_category,
    coalesce(linked.inherited_from_work_item_id, linked.work_item_id) as stated_by_work_item_id,
    coalesce(linked.inheritance_path, linked.work_item_id) as inheritance_path,
    coalesce('hangs below ' || work_items.item_key || ', which ', '') || 'is linked to '
    || linked.objective_id || ' by ' || linked.matched_field || ' ' || linked.matched_value
        as in_words
from linked
left join overridden on linked.work_item_id = overridden.work_item_id
left join work_items on linked.inherited_from_work_item_id = work_items.work_item_id
where
    linked.candidate_tier = 1
    and overridden.work_item_id is null
