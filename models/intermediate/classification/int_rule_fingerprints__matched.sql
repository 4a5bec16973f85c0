-- Grain: one row per fingerprint of cells and rule that accepts them, its title and days aside.
-- Items alike in their cells are asked about once: there are far fewer kinds of item than items.
with
work_items as (select * from {{ ref('int_work_items__decidable') }}),

rules as (select * from {{ ref('int_rules__prepared') }}),

kinds as (
    select
        work_items.cells_fingerprint,
        work_items.source_system,
        work_items.container,
        work_items.item_type,
        work_items.priority_name,
        work_items.requester_group,
        work_items.named_labels,
        work_items.named_components
    from work_items
    group by all
)

select
    kinds.cells_fingerprint,
    rules.rule_id
from kinds
inner join rules
    on (rules.source_systems is null or array_contains(rules.source_systems, kinds.source_system))
    and (rules.containers is null or array_contains(rules.containers, kinds.container))
    and (rules.item_types is null or array_contains(rules.item_types, kinds.item_type))
    and (
        rules.priority_names is null or array_contains(rules.priority_names, kinds.priority_name)
    )
    and (
        rules.requester_groups is null
        or array_contains(rules.requester_groups, kinds.requester_group)
    )
    and (rules.labels is null or {{ array_any('rules.labels', 'kinds.named_labels') }})
    and (rules.components is null or {{ array_any('rules.components', 'kinds.named_components') }})
