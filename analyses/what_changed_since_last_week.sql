-- What changed since last week?
-- The newest whole week against the one before, one row per subject and measure, largest change relative
-- to what is usual first. `usual_change` is the mean size of such weekly changes in the 12 weeks before:
-- below twice that, a change is a ripple. Alarms and objectives that begin or cease to starve come first;
-- a team that could not be judged in one of the two weeks has neither begun nor ceased to drift.
with
drift as (select * from {{ ref('metrics_drift_by_team_week') }}),

progress as (select * from {{ ref('metrics_objective_progress_by_week') }}),

measures as (
    select
        'team' as subject_kind,
        drift.team_id as subject_id,
        'strategic_share' as measure,
        drift.week_on,
        drift.strategic_share as measured
    from drift
    union all
    select
        'team' as subject_kind,
        drift.team_id as subject_id,
        'coverage_share' as measure,
        drift.week_on,
        drift.coverage_share as measured
    from drift
    union all
    select
        'team' as subject_kind,
        drift.team_id as subject_id,
        'drifts' as measure,
        drift.week_on,
        case
            when drift.not_judged_because is null
                then (drift.drift_side is not null)::int::double
        end as measured
    from drift
    union all
    select
        'objective' as subject_kind,
        progress.objective_id as subject_id,
        'is_starved' as measure,
        progress.week_on,
        progress.is_starved::int::double as measured
    from progress
    union all
    select
        'objective' as subject_kind,
        progress.objective_id as subject_id,
        'week_done_weight' as measure,
        progress.week_on,
        progress.week_done_weight as measured
    from progress
    union all
    select
        'objective' as subject_kind,
        progress.objective_id as subject_id,
        'key_result_progress_share' as measure,
        progress.week_on,
        progress.key_result_progress_share as measured
    from progress
),

changes as (
    select
        measures.*,
        lag(measures.measured) over by_week as measured_before,
        measures.measured - lag(measures.measured) over by_week as change
    from measures
    window by_week as (
        partition by measures.subject_kind, measures.subject_id, measures.measure
        order by measures.week_on
    )
),

usual as (
    select
        changes.*,
        avg(abs(changes.change)) over (
            partition by changes.subject_kind, changes.subject_id, changes.measure
            order by changes.week_on rows between 12 preceding and 1 preceding
        ) as usual_change
    from changes
),

newest as (select max(drift.week_on) as week_on from drift)

select
    usual.subject_kind,
    usual.subject_id,
    usual.measure,
    usual.week_on,
    usual.measured_before,
    usual.measured,
    usual.change,
    usual.usual_change
from usual
inner join newest on usual.week_on = newest.week_on
where usual.change <> 0
order by
    usual.measure in ('drifts', 'is_starved') desc,
    abs(usual.change) / nullif(usual.usual_change, 0) desc nulls first,
    usual.subject_kind asc, usual.subject_id asc, usual.measure asc
