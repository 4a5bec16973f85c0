-- Why is this item strategic?
-- The items with most effort that count as strategic, each with the evidence that placed it and what
-- would have placed it otherwise. For one item, add: where work_items.item_key = 'PAY-12'.
select
    work_items.item_key,
    work_items.item_url,
    work_items.title,
    objectives.objective_name,
    work_items.classification_method,
    work_items.evidence,
    work_items.inheritance_path,
    rules.rationale as rule_rationale,
    work_items.confidence,
    work_items.confidence_basis,
    work_items.runner_up_method,
    work_items.runner_up_work_class,
    work_items.runner_up_evidence,
    work_items.effort_days
from {{ ref('fct_work_items') }} as work_items
left join {{ ref('dim_objectives') }} as objectives
    on work_items.objective_id = objectives.objective_id
left join {{ ref('dim_classification_rules') }} as rules on work_items.rule_id = rules.rule_id
where work_items.work_class = 'strategic'
order by work_items.effort_days desc, work_items.work_item_id asc
limit 100
