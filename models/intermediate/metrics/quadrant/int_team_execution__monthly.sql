-- Grain: one row per team, month and period: the month (by the Mondays of its weeks) or the months before it.
-- Effort that was planned to be strategic is the plan of each week times that week's classified effort.
with
operations as (select * from {{ ref('int_team_operations__weekly') }}),

measured as (select * from {{ ref('int_drift_weeks__measured') }}),

alignment as (select * from {{ ref('metrics_alignment_by_team_week') }}),

monthly as (
    select
        operations.team_id,
        date_trunc('month', operations.week_on)::date as month_on,
        (
            extract(year from operations.week_on) * 12 + extract(month from operations.week_on)
        )::bigint as month_number,
        count(*) as n_weeks,
        sum(alignment.strategic_effort_days::decimal(18, 9))
        filter (where measured.planned_share is not null) as strategic_effort_days,
        sum((measured.planned_share * measured.classified_effort_days)::decimal(28, 15))
            as planned_effort_days,
        sum(operations.failure_effort_days) as failure_effort_days,
        sum(operations.classified_effort_days) as classified_effort_days,
        sum(operations.n_created) as n_created,
        sum(operations.n_completions) as n_completions,
        sum(operations.n_reopens) as n_reopens,
        sum(operations.n_targets) as n_targets,
        sum(operations.n_targets_met) as n_targets_met
    from operations
    inner join alignment
        on operations.team_id = alignment.team_id
        and operations.week_on = alignment.week_on
    inner join measured
        on operations.team_id = measured.team_id
        and operations.week_on = measured.week_on
    group by all
)

select
    monthly.team_id,
    monthly.month_on,
    'month' as period,
    monthly.n_weeks,
    monthly.strategic_effort_days,
    monthly.planned_effort_days,
    monthly.failure_effort_days,
    monthly.classified_effort_days,
    monthly.n_created,
    monthly.n_completions,
    monthly.n_reopens,
    monthly.n_targets,
    monthly.n_targets_met
from monthly
union all
select
    monthly.team_id,
    monthly.month_on,
    'before' as period,
    sum(earlier.n_weeks) as n_weeks,
    sum(earlier.strategic_effort_days) as strategic_effort_days,
    sum(earlier.planned_effort_days) as planned_effort_days,
    sum(earlier.failure_effort_days) as failure_effort_days,
    sum(earlier.classified_effort_days) as classified_effort_days,
    sum(earlier.n_created) as n_created,
    sum(earlier.n_completions) as n_completions,
    sum(earlier.n_reopens) as n_reopens,
    sum(earlier.n_targets) as n_targets,
    sum(earlier.n_targets_met) as n_targets_met
from monthly
inner join monthly as earlier
    on monthly.team_id = earlier.team_id
    and monthly.month_number > earlier.month_number
    and monthly.month_number <= earlier.month_number + {{ var('quadrant_trend_months') }}
group by monthly.team_id, monthly.month_on
