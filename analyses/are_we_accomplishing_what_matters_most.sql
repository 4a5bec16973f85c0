-- Are we accomplishing what matters most?
-- Per objective, over the last 12 whole weeks: planned against actual share of the organisation's
-- effort, what was completed, and what the key results say. A planned objective with little effort
-- is starving, whatever else went well; read low effort with an open key result first.
with
recent_weeks as (
    select
        max(alignment.week_on) - interval '77 days' as first_week_on,
        max(alignment.week_on) as last_week_on
    from {{ ref('metrics_alignment_by_team_week') }} as alignment
),

allocation as (
    select
        weekly.objective_id,
        sum(weekly.objective_effort_days) as objective_effort_days,
        sum(weekly.team_effort_days) as team_effort_days,
        avg(weekly.planned_share) as planned_share
    from {{ ref('metrics_allocation_by_team_objective_week') }} as weekly
    inner join recent_weeks on weekly.week_on >= recent_weeks.first_week_on
    where weekly.team_id = 'organisation'
    group by weekly.objective_id
),

completed as (
    select
        work_items.objective_id,
        count(*) as n_completed_items
    from {{ ref('fct_work_items') }} as work_items
    inner join recent_weeks
        on work_items.resolved_at >= recent_weeks.first_week_on
        and work_items.resolved_at < recent_weeks.last_week_on + interval '7 days'
    where work_items.status_group = 'done' and not work_items.is_deleted
    group by work_items.objective_id
),

key_results as (
    select
        measured.objective_id,
        count(*) as n_key_results,
        avg(measured.progress_share) as key_result_progress_share
    from {{ ref('dim_key_results') }} as measured
    group by measured.objective_id
)

select
    objectives.objective_id,
    objectives.objective_name,
    objectives.owner,
    allocation.planned_share,
    allocation.objective_effort_days / nullif(allocation.team_effort_days, 0) as actual_share,
    allocation.objective_effort_days,
    allocation.team_effort_days,
    coalesce(completed.n_completed_items, 0) as n_completed_items,
    key_results.n_key_results,
    key_results.key_result_progress_share,
    objectives.ends_on
from {{ ref('dim_objectives') }} as objectives
left join allocation on objectives.objective_id = allocation.objective_id
left join completed on objectives.objective_id = completed.objective_id
left join key_results on objectives.objective_id = key_results.objective_id
order by
    allocation.objective_effort_days / nullif(allocation.team_effort_days, 0)
    - allocation.planned_share nulls last,
    objectives.objective_id
