-- Grain: one row per team, month and period: its progress against the plan and the health of its operations.
-- Operations are as healthy as their worst signal: a calm queue does not make up for work that comes back.
with
execution as (select * from {{ ref('int_team_execution__monthly') }}),

signals as (
    select
        execution.*,
        execution.strategic_effort_days::double
        / nullif(execution.planned_effort_days, 0)::double as progress_index,
        execution.n_reopens::double / nullif(execution.n_completions, 0) as reopened_share,
        execution.failure_effort_days::double
        / nullif(execution.classified_effort_days, 0)::double as failure_effort_share,
        (execution.n_created + execution.n_reopens - execution.n_completions)::double
        / nullif(execution.n_completions, 0) as backlog_growth_share,
        (execution.n_targets - execution.n_targets_met)::double / nullif(execution.n_targets, 0)
            as missed_target_share
    from execution
),

healths as (
    select
        signals.*,
        {{ signal_health('signals.reopened_share', var('health_reopens')) }} as reopen_health,
        {{ signal_health('signals.failure_effort_share', var('health_failure_effort')) }}
            as failure_health,
        {{ signal_health('signals.backlog_growth_share', var('health_backlog_growth')) }}
            as backlog_health,
        {{ signal_health('signals.missed_target_share', var('health_missed_targets')) }}
            as target_health
    from signals
),

worst as (
    select
        healths.*,
        least(
            healths.reopen_health, healths.failure_health, healths.backlog_health,
            healths.target_health
        ) as health_index
    from healths
)

select
    worst.team_id,
    worst.month_on,
    worst.period,
    case
        when worst.health_index >= 1 then 'none'
        when worst.health_index = worst.reopen_health then 'reopens'
        when worst.health_index = worst.failure_health then 'failure_effort'
        when worst.health_index = worst.backlog_health then 'backlog_growth'
        when worst.health_index = worst.target_health then 'missed_targets'
    end as weakest_signal,
    worst.progress_index,
    worst.health_index,
    worst.reopened_share,
    worst.failure_effort_share,
    worst.backlog_growth_share,
    worst.missed_target_share,
    worst.strategic_effort_days,
    worst.planned_effort_days,
    worst.failure_effort_days,
    worst.classified_effort_days,
    worst.n_weeks,
    worst.n_created,
    worst.n_completions,
    worst.n_reopens,
    worst.n_targets,
    worst.n_targets_met
from worst
