-- Which objectives have no owner or date?
-- Every objective, the ones nobody answers for or that never end first; then by how much of what is
-- open for it and all below it is nobody's. An objective with an owner and a date whose items have
-- neither is owned on paper only. Overdue is what was due before the end of the last whole week.
with recursive
last_week as (
    select max(accountability.week_on) + interval '7 days' as ended_on
    from {{ ref('metrics_accountability_by_team_week') }} as accountability
),

-- What serves an objective serves every one above it.
lineages as (
    select
        objectives.objective_id,
        objectives.objective_id as ancestor_objective_id
    from {{ ref('dim_objectives') }} as objectives
    union
    select
        lineages.objective_id,
        objectives.parent_objective_id as ancestor_objective_id
    from lineages
    inner join {{ ref('dim_objectives') }} as objectives
        on lineages.ancestor_objective_id = objectives.objective_id
    where objectives.parent_objective_id is not null
),

open_items as (
    select distinct
        lineages.ancestor_objective_id as objective_id,
        work_items.work_item_id,
        work_items.assignee_person_id is not null as is_owned,
        work_items.due_on is not null as is_dated,
        coalesce(work_items.due_on < last_week.ended_on, false) as is_overdue
    from {{ ref('fct_item_objectives') }} as item_objectives
    inner join lineages on item_objectives.objective_id = lineages.objective_id
    inner join {{ ref('fct_work_items') }} as work_items
        on item_objectives.work_item_id = work_items.work_item_id
    cross join last_week
    where work_items.status_group <> 'done' and not work_items.is_deleted
),

counted as (
    select
        open_items.objective_id,
        count(*) as n_open_items,
        count(*) filter (where not open_items.is_owned) as n_items_without_owner,
        count(*) filter (where not open_items.is_dated) as n_items_without_due_date,
        count(*) filter (where open_items.is_overdue) as n_overdue_items
    from open_items
    group by open_items.objective_id
)

select
    objectives.objective_id,
    objectives.objective_name,
    objectives.owner,
    objectives.ends_on,
    objectives.owner is null as has_no_owner,
    objectives.ends_on is null as has_no_date,
    coalesce(counted.n_open_items, 0) as n_open_items,
    coalesce(counted.n_items_without_owner, 0) as n_items_without_owner,
    coalesce(counted.n_items_without_due_date, 0) as n_items_without_due_date,
    coalesce(counted.n_overdue_items, 0) as n_overdue_items,
    counted.n_items_without_owner / nullif(counted.n_open_items, 0) as items_without_owner_share
from {{ ref('dim_objectives') }} as objectives
left join counted on objectives.objective_id = counted.objective_id
order by
    objectives.owner is not null and objectives.ends_on is not null,
    counted.n_items_without_owner / nullif(counted.n_open_items, 0) desc nulls last,
    objectives.objective_id
