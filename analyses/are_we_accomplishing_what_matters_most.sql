-- Are we accomplishing what matters most?
-- Per objective with all below it, over the last 12 whole weeks: planned against actual share of the
-- organisation's effort, what was completed, and what the key results say. A planned objective with
-- little effort is starving, whatever else went well; read low effort with an open key result first.
with
newest as (
    select max(progress.week_on) as week_on
    from {{ ref('metrics_objective_progress_by_week') }} as progress
),

allocation as (
    select
        weekly.objective_id,
        sum(weekly.objective_effort_days) as objective_effort_days,
        sum(weekly.team_effort_days) as team_effort_days,
        sum(weekly.planned_share * weekly.team_effort_days)
        / sum(weekly.team_effort_days) filter (where weekly.planned_share is not null)
            as planned_share
    from {{ ref('metrics_allocation_by_team_objective_week') }} as weekly
    inner join newest on weekly.week_on > newest.week_on - interval '84 days'
    where weekly.team_id = 'organisation'
    group by weekly.objective_id
),

progress as (
    select
        weekly.objective_id,
        sum(weekly.week_done_weight) as done_weight,
        max_by(weekly.n_key_results, weekly.week_on) as n_key_results,
        max_by(weekly.key_result_progress_share, weekly.week_on)
        filter (where weekly.week_on = newest.week_on) as key_result_progress_share
    from {{ ref('metrics_objective_progress_by_week') }} as weekly
    inner join newest on weekly.week_on > newest.week_on - interval '84 days'
    group by weekly.objective_id
)

select
    objectives.objective_id,
    objectives.objective_name,
    objectives.owner,
    allocation.planned_share,
    allocation.objective_effort_days / nullif(allocation.team_effort_days, 0) as actual_share,
    allocation.objective_effort_days,
    allocation.team_effort_days,
    coalesce(progress.done_weight, 0) as done_weight,
    progress.n_key_results,
    progress.key_result_progress_share,
    objectives.ends_on
from {{ ref('dim_objectives') }} as objectives
left join allocation on objectives.objective_id = allocation.objective_id
left join progress on objectives.objective_id = progress.objective_id
order by
    allocation.objective_effort_days / nullif(allocation.team_effort_days, 0)
    - allocation.planned_share nulls last,
    objectives.objective_id
