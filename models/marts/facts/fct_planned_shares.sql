-- Grain: one row per team, stretch of time, and work class, work category or objective with a planned share.
-- An objective's own planned_share is the organisation's plan where planned_allocation names none.
with
planned_allocation as (select * from {{ ref('stg_strategy__planned_allocation') }}),

planned_objectives as (select * from {{ ref('int_planned_shares__dated') }})

select
    planned_objectives.team_id,
    planned_objectives.objective_id,
    null::text as work_class,
    null::text as work_category,
    planned_objectives.planned_share,
    planned_objectives.starts_on,
    planned_objectives.ends_on
from planned_objectives
union all
select
    planned_allocation.team_id,
    null::text as objective_id,
    planned_allocation.work_class,
    planned_allocation.work_category,
    planned_allocation.planned_share,
    planned_allocation.starts_on,
    planned_allocation.ends_on
from planned_allocation
where planned_allocation.objective_id is null
