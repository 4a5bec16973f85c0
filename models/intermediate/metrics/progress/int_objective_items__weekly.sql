-- Grain: one row per objective and work item that serves it or one below it, with the weeks it came and was done.
-- An item counts by its weight: one that serves two objectives counts half in each, whole above both.
with
work_items as (select * from {{ ref('fct_work_items') }}),

item_objectives as (select * from {{ ref('fct_item_objectives') }}),

objective_ancestors as (select * from {{ ref('int_objective_ancestors__resolved') }})

select
    objective_ancestors.ancestor_objective_id as objective_id,
    work_items.work_item_id,
    date_trunc('week', work_items.created_at)::date as added_week_on,
    case
        when work_items.resolved_at < {{ as_of_at() }}
            then date_trunc('week', greatest(work_items.resolved_at, work_items.created_at))::date
    end as done_week_on,
    sum(item_objectives.objective_weight::decimal(18, 9)) as item_weight
from item_objectives
inner join objective_ancestors
    on item_objectives.objective_id = objective_ancestors.objective_id
-- The inner join leaves out deleted items: they are no longer anybody's scope.
inner join work_items
    on item_objectives.work_item_id = work_items.work_item_id
    and not work_items.is_deleted
    and work_items.created_at < {{ as_of_at() }}
group by all
