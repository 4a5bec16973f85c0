-- Grain: one row per work item that a person decided; the latest decision counts.
with
overrides as (select * from {{ ref('stg_strategy__overrides') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }})

select
    work_items.work_item_id,
    'override' as classification_method,
    overrides.work_class,
    overrides.work_category,
    overrides.objective_id,
    null::text as rule_id,
    'work_item_id' as matched_field,
    overrides.work_item_id as matched_value,
    null::text as inherited_from_work_item_id,
    null::text as inheritance_path,
    'decided by ' || coalesce(overrides.decided_by, 'a person')
    || coalesce(' on ' || overrides.decided_on::text, '')
    || coalesce(': ' || overrides.reason, '') as evidence,
    1 as candidate_tier,
    1 as candidate_order
from overrides
inner join work_items
    on overrides.work_item_id in (work_items.work_item_id, work_items.item_key)
qualify
    row_number() over (
        partition by work_items.work_item_id order by overrides.decided_on desc nulls last
    ) = 1
