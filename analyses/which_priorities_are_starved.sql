-- Which priorities are starved?
-- Per objective with a planned share, over the last 12 whole weeks: planned against actual share of the
-- organisation's effort, the smallest part of its plan first, and how long nobody has touched anything
-- that serves it. Far below plan and silent is starved; below plan and talked about may be a matter of
-- size. A key result that is still measured says nothing about anybody working on it.
with recursive
recent_weeks as (
    select
        max(allocation.week_on) - interval '77 days' as first_week_on,
        max(allocation.week_on) + interval '7 days' as ended_on
    from {{ ref('metrics_allocation_by_team_objective_week') }} as allocation
),

allocation as (
    select
        weekly.objective_id,
        sum(weekly.objective_effort_days) as objective_effort_days,
        sum(weekly.team_effort_days) as team_effort_days,
        sum(weekly.planned_share * weekly.team_effort_days) / sum(weekly.team_effort_days)
            as planned_share
    from {{ ref('metrics_allocation_by_team_objective_week') }} as weekly
    inner join recent_weeks on weekly.week_on >= recent_weeks.first_week_on
    where weekly.team_id = 'organisation' and weekly.planned_share is not null
    group by weekly.objective_id
),

served as (
    select
        item_objectives.objective_id,
        work_items.work_item_id,
        work_items.status_group <> 'done' as is_open
    from {{ ref('fct_item_objectives') }} as item_objectives
    inner join {{ ref('fct_work_items') }} as work_items
        on item_objectives.work_item_id = work_items.work_item_id
    where not work_items.is_deleted
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

spoken as (
    select
        lineages.ancestor_objective_id as objective_id,
        count(distinct served.work_item_id) filter (where served.is_open) as n_open_items,
        max(activity.last_acted_at) as last_sign_at
    from served
    inner join lineages on served.objective_id = lineages.objective_id
    inner join {{ ref('fct_item_activity_by_week') }} as activity
        on served.work_item_id = activity.work_item_id
    group by lineages.ancestor_objective_id
)

select
    objectives.objective_id,
    objectives.objective_name,
    objectives.owner,
    allocation.planned_share,
    allocation.objective_effort_days / allocation.team_effort_days as actual_share,
    allocation.objective_effort_days / allocation.team_effort_days
    / nullif(allocation.planned_share, 0) as part_of_plan,
    allocation.objective_effort_days,
    coalesce(spoken.n_open_items, 0) as n_open_items,
    spoken.last_sign_at,
    {{ days_between('spoken.last_sign_at', 'recent_weeks.ended_on') }} as n_days_silent
from allocation
cross join recent_weeks
inner join {{ ref('dim_objectives') }} as objectives
    on allocation.objective_id = objectives.objective_id
left join spoken on allocation.objective_id = spoken.objective_id
order by
    allocation.objective_effort_days / allocation.team_effort_days
    / nullif(allocation.planned_share, 0) asc nulls last,
    objectives.objective_id asc
