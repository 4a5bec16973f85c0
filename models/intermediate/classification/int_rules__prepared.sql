-- Grain: one row per rule of the decision table, its cells split into alternatives.
with
rules as (select * from {{ ref('stg_strategy__classification_rules') }})

select
    rules.rule_id,
    rules.priority,
    {{ alternatives('rules.source_system') }} as source_systems,
    {{ alternatives('rules.container') }} as containers,
    {{ alternatives('rules.item_type') }} as item_types,
    {{ alternatives('rules.label') }} as labels,
    {{ alternatives('rules.priority_name') }} as priority_names,
    {{ alternatives('rules.component') }} as components,
    {{ alternatives('rules.requester_group') }} as requester_groups,
    rules.title_matches,
    rules.work_class,
    rules.work_category,
    rules.objective_id,
    rules.valid_from,
    rules.valid_to,
    concat_ws(
        ' and ',
        'source_system = ' || rules.source_system,
        'container = ' || rules.container,
        'item_type = ' || rules.item_type,
        'label = ' || rules.label,
        'priority_name = ' || rules.priority_name,
        'component = ' || rules.component,
        'requester_group = ' || rules.requester_group,
        'title matches ' || rules.title_matches
    ) as condition_text,
    concat_ws(
        '|',
        case when rules.source_system is not null then 'source_system' end,
        case when rules.container is not null then 'container' end,
        case when rules.item_type is not null then 'item_type' end,
        case when rules.label is not null then 'label' end,
        case when rules.priority_name is not null then 'priority_name' end,
        case when rules.component is not null then 'component' end,
        case when rules.requester_group is not null then 'requester_group' end,
        case when rules.title_matches is not null then 'title' end
    ) as condition_fields
from rules
