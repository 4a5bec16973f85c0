-- Grain: one row per work item, day and objective that it can hand on to what serves it and is decided
-- on that day.
-- By a person's decision, which speaks alone where there is one; else by its nearest links.
with
overridden as (select * from {{ ref('int_classification_candidates__overridden') }}),

asked as (select * from {{ ref('int_decision_days__asked') }}),

links as (select * from {{ ref('int_objective_links__nearest') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }})

select
    overridden.work_item_id,
    overridden.objective_id,
    overridden.work_category,
    overridden.work_item_id as stated_by_work_item_id,
    overridden.work_item_id as inheritance_path,
    'serves ' || overridden.objective_id || ' as ' || overridden.evidence as in_words,
    asked.decided_on
from overridden
inner join asked on overridden.work_item_id = asked.work_item_id
where
    overridden.work_class = 'strategic'
    and overridden.objective_id is not null
union all
select
    links.work_item_id,
    links.objective_id,
    'objective_work' as work_category,
    coalesce(links.inherited_from_work_item_id, links.work_item_id) as stated_by_work_item_id,
    coalesce(links.inheritance_path, links.work_item_id) as inheritance_path,
    coalesce('hangs below ' || work_items.item_key || ', which ', '') || 'is linked to '
    || links.objective_id || ' by ' || links.link_type || ' ' || links.value as in_words,
    links.decided_on
from links
left join overridden on links.work_item_id = overridden.work_item_id
left join work_items on links.inherited_from_work_item_id = work_items.work_item_id
where
    links.link_tier = 1
    and overridden.work_item_id is null
