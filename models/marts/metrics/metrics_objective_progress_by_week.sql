-- Grain: one row per objective and whole week, from its start or its first item on.
-- Everything below an objective counts for it too.
with
scope as (select * from {{ ref('int_objective_scope__weekly') }}),

quality as (
    select rested.*
    from {{ ref('int_team_week_quality__measured') }} as rested
    where rested.team_id = 'organisation'
),

objectives as (select * from {{ ref('dim_objectives') }}),

objective_ancestors as (select * from {{ ref('int_objective_ancestors__resolved') }}),

starvation as (select * from {{ ref('int_objective_starvation__weekly') }}),

forecasts as (select * from {{ ref('int_objective_forecasts__resampled') }}),

measured as (select * from {{ ref('int_key_results__weekly') }}),

expected as (
    select
        scope.*,
        (scope.done_weight / nullif(scope.scope_weight, 0))::double as item_progress_share,
        greatest(0, least(
            {{ days_between('objectives.starts_on', 'objectives.ends_on') }} + 1,
            {{ days_between('objectives.starts_on', 'scope.week_on') }} + 7
        ))::bigint as elapsed_days,
        {{ days_between('objectives.starts_on', 'objectives.ends_on') }}::bigint + 1 as planned_days
    from scope
    inner join objectives on scope.objective_id = objectives.objective_id
),

key_results as (
    select
        objective_ancestors.ancestor_objective_id as objective_id,
        measured.week_on,
        count(*) as n_key_results,
        count(measured.measured_on) as n_measured,
        count(*) filter (where measured.is_on_track) as n_on_track,
        count(measured.progress_share) as n_with_progress,
        coalesce(sum(measured.progress_share::decimal(28, 15)), 0) as progress,
        coalesce(sum(measured.expected_share::decimal(28, 15)), 0) as expected_progress
    from measured
    inner join objective_ancestors on measured.objective_id = objective_ancestors.objective_id
    group by objective_ancestors.ancestor_objective_id, measured.week_on
)

select
    expected.objective_id,
    expected.week_on,
    coalesce(starvation.is_starved, false) as is_starved,
    expected.item_progress_share,
    expected.elapsed_days / expected.planned_days::double as expected_progress_share,
    expected.item_progress_share
    / nullif(expected.elapsed_days / expected.planned_days::double, 0) as pace,
    expected.done_weight::double as done_weight,
    expected.scope_weight::double as scope_weight,
    expected.n_done_items,
    expected.n_items,
    expected.week_done_weight::double as week_done_weight,
    expected.week_added_weight::double as week_added_weight,
    expected.elapsed_days,
    expected.planned_days,
    starvation.planned_share,
    starvation.actual_share as objective_effort_share,
    starvation.objective_effort_days,
    starvation.team_effort_days,
    (key_results.progress / nullif(key_results.n_with_progress, 0))::double
        as key_result_progress_share,
    (key_results.expected_progress / nullif(key_results.n_with_progress, 0))::double
        as expected_key_result_progress_share,
    (key_results.progress / nullif(key_results.expected_progress, 0))::double as key_result_pace,
    coalesce(key_results.progress, 0)::double as key_result_progress,
    coalesce(key_results.expected_progress, 0)::double as expected_key_result_progress,
    coalesce(key_results.n_with_progress, 0) as n_key_results_with_progress,
    coalesce(key_results.n_on_track, 0) as n_key_results_on_track,
    coalesce(key_results.n_measured, 0) as n_key_results_measured,
    coalesce(key_results.n_key_results, 0) as n_key_results,
    forecasts.n_runs_in_time / forecasts.n_runs::double as forecast_in_time_share,
    forecasts.n_runs as n_forecast_runs,
    forecasts.n_runs_in_time as n_forecast_runs_in_time,
    {{ week_end_ahead('expected.week_on', 'forecasts.p50_weeks') }} as forecast_p50_on,
    {{ week_end_ahead('expected.week_on', 'forecasts.p85_weeks') }} as forecast_p85_on,
    {{ week_end_ahead('expected.week_on', 'forecasts.p50_weeks_with_growth') }}
        as forecast_p50_with_growth_on,
    {{ week_end_ahead('expected.week_on', 'forecasts.p85_weeks_with_growth') }}
        as forecast_p85_with_growth_on,
    {{ row_quality('quality') }}
from expected
left join starvation
    on expected.objective_id = starvation.objective_id
    and expected.week_on = starvation.week_on
left join key_results
    on expected.objective_id = key_results.objective_id
    and expected.week_on = key_results.week_on
left join forecasts
    on expected.objective_id = forecasts.objective_id
    and expected.week_on = forecasts.week_on
left join quality on expected.week_on = quality.week_on
