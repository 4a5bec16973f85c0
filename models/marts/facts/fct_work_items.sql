-- Grain: one row per work item of any tool, deleted ones included and flagged.
with
work_items as (select * from {{ ref('int_work_items__unioned') }}),

classifications as (select * from {{ ref('int_classifications__decided') }}),

confidences as (select * from {{ ref('int_classification_confidences__measured') }}),

work_item_teams as (select * from {{ ref('int_work_item_teams__assigned') }}),

people as (select * from {{ ref('int_people__resolved') }}),

lifecycles as (select * from {{ ref('int_lifecycles__derived') }}),

effort as (
    select
        effort_by_week.work_item_id,
        sum(effort_by_week.effort_days) as effort_days
    from {{ ref('fct_effort_by_item_week') }} as effort_by_week
    group by effort_by_week.work_item_id
)

select
    work_items.work_item_id,
    work_items.source_system,
    work_items.item_key,
    work_item_teams.team_id,
    classifications.objective_id,
    work_items.parent_work_item_id,
    people.person_id as assignee_person_id,
    classifications.rule_id,
    work_items.item_url,
    work_items.container,
    work_items.item_type,
    work_items.title,
    work_items.source_status,
    work_items.status_group,
    work_items.priority_name,
    work_items.requester_group,
    classifications.work_class,
    classifications.work_category,
    classifications.classification_method,
    classifications.matched_field,
    classifications.matched_value,
    classifications.inherited_from_work_item_id,
    classifications.inheritance_path,
    classifications.evidence,
    confidences.confidence_basis,
    classifications.runner_up_method,
    classifications.runner_up_work_class,
    classifications.runner_up_objective_id,
    classifications.runner_up_evidence,
    work_items.is_deleted,
    work_items.is_scrubbed,
    confidences.confidence,
    work_items.estimate_points,
    coalesce(effort.effort_days, 0)::decimal(18, 9) as effort_days,
    lifecycles.n_reopens,
    work_items.due_on,
    work_items.created_at,
    lifecycles.started_at,
    lifecycles.resolved_at,
    work_items.updated_at
from work_items
inner join classifications on work_items.work_item_id = classifications.work_item_id
inner join work_item_teams on work_items.work_item_id = work_item_teams.work_item_id
inner join lifecycles on work_items.work_item_id = lifecycles.work_item_id
left join confidences on work_items.work_item_id = confidences.work_item_id
left join people
    on work_items.source_system = people.source_system
    and work_items.assignee_account_id = people.account_id
left join effort on work_items.work_item_id = effort.work_item_id
