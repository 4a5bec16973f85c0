-- Grain: one row per team and week, with what its items completed there; deleted items are left out.
with
work_items as (select * from {{ ref('fct_work_items') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

completed as (
    select
        team_ancestors.ancestor_team_id as team_id,
        date_trunc('week', work_items.resolved_at)::date as week_on,
        work_items.work_class,
        work_items.estimate_points::decimal(18, 4) as points
    from work_items
    inner join team_ancestors on work_items.team_id = team_ancestors.team_id
    where
        work_items.status_group = 'done'
        and not work_items.is_deleted
        and work_items.resolved_at < {{ as_of_at() }}
)

select
    completed.team_id,
    completed.week_on,
    count(*) as n_completed_items,
    count(*) filter (where completed.work_class = 'strategic') as n_strategic_items,
    count(*) filter (where completed.work_class = 'operational') as n_operational_items,
    count(*) filter (where completed.work_class = 'unclassified') as n_unclassified_items,
    count(completed.points) as n_estimated_items,
    coalesce(sum(completed.points), 0) as points,
    coalesce(sum(completed.points) filter (where completed.work_class = 'strategic'), 0)
        as strategic_points,
    coalesce(sum(completed.points) filter (where completed.work_class = 'operational'), 0)
        as operational_points,
    coalesce(sum(completed.points) filter (where completed.work_class = 'unclassified'), 0)
        as unclassified_points
from completed
group by completed.team_id, completed.week_on
