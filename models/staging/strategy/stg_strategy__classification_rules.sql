-- Grain: one row per rule of the decision table.
with classification_rules as (

    select * from {{ source('raw_strategy', 'classification_rules') }}

)

select
    classification_rules.rule_id,
    classification_rules.priority,
    classification_rules.source_system,
    classification_rules.container,
    classification_rules.item_type,
    classification_rules.label,
    classification_rules.priority_name,
    classification_rules.component,
    classification_rules.title_matches,
    classification_rules.requester_group,
    classification_rules.work_class,
    classification_rules.work_category,
    classification_rules.objective_id,
    classification_rules.rationale,
    classification_rules.valid_from,
    classification_rules.valid_to,
    classification_rules.line_number
from classification_rules
