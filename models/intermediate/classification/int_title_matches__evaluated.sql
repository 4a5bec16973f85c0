-- Grain: one row per work item and rule whose pattern matches the item's title.
with
work_items as (select * from {{ ref('int_work_items__decidable') }}),

matched as (
    select
        work_items.work_item_id,
        exploded.rule_id
    from work_items
    cross join {{ explode_array(
        rules_matching_title('work_items.title', title_patterns(ref('int_rules__prepared')))
    ) }} as exploded (rule_id)
)

select
    matched.work_item_id,
    matched.rule_id
from matched
where matched.rule_id is not null
