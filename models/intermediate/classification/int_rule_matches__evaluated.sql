-- Grain: one row per work item and rule of the decision table whose filled cells all hold.
with
work_items as (select * from {{ ref('int_work_items__decidable') }}),

rules as (select * from {{ ref('int_rules__prepared') }})

select
    work_items.work_item_id,
    rules.rule_id,
    rules.priority,
    row_number() over (
        partition by work_items.work_item_id order by rules.priority, rules.rule_id
    ) as match_order
from work_items
inner join rules
    on (
        rules.source_systems is null
        or array_contains(rules.source_systems, work_items.source_system)
    )
    and (rules.containers is null or array_contains(rules.containers, work_items.container))
    and (rules.item_types is null or array_contains(rules.item_types, work_items.item_type))
    and (
        rules.priority_names is null
        or array_contains(rules.priority_names, work_items.priority_name)
    )
    and (
        rules.requester_groups is null
        or array_contains(rules.requester_groups, work_items.requester_group)
    )
    and (rules.labels is null or {{ array_any('rules.labels', 'work_items.labels') }})
    and (
        rules.components is null
        or {{ array_any('rules.components', 'work_items.components') }}
    )
    and work_items.decided_on >= coalesce(rules.valid_from, work_items.decided_on)
    and work_items.decided_on <= coalesce(rules.valid_to, work_items.decided_on)
    and (
        rules.title_matches is null
        or {{ matches_regex("work_items.title", "rules.title_matches") }}
    )
