-- Grain: one row per work item and rule that matches it and is in force on the item's day.
with
matches as (select * from {{ ref('int_rule_matches__dated') }}),

work_items as (select * from {{ ref('int_work_items__decidable') }})

select
    matches.work_item_id,
    matches.rule_id,
    matches.priority,
    row_number() over (
        partition by matches.work_item_id order by matches.priority, matches.rule_id
    ) as match_order
from matches
inner join work_items
    on matches.work_item_id = work_items.work_item_id
    and work_items.decided_on between matches.valid_from and matches.valid_to
