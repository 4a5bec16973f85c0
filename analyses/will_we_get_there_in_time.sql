-- Will we get there in time?
-- Per objective as of the newest week. Items say when what is written down today will be done, key
-- results whether it helps: `key_results_late` with items in time is work that does not move the result.
-- If nothing is completed lately there is no forecast: `no_forecast` with something open is standing still.
-- `beyond_horizon`: neither the work nor the last day lies within the weeks that a forecast looks ahead.
-- The dates with growth count on new items coming as they did; far later ones mean the end is not in sight.
with
progress as (select * from {{ ref('metrics_objective_progress_by_week') }}),

newest as (select max(progress.week_on) as week_on from progress)

select
    objectives.objective_name,
    objectives.owner,
    objectives.ends_on,
    case
        when progress.scope_weight = 0 then 'nothing_planned'
        when progress.done_weight = progress.scope_weight then 'all_known_done'
        when progress.n_forecast_runs is null then 'no_forecast'
        when objectives.ends_on is null then 'no_date'
        when
            progress.forecast_p50_on is null
            and objectives.ends_on >= progress.week_on + interval '6 days'
            + interval '7 days' * ({{ var('forecast_horizon_weeks') }} + 1)
            then 'beyond_horizon'
        when coalesce(progress.forecast_p50_on > objectives.ends_on, true) then 'items_late'
        when progress.key_result_pace < {{ var('key_result_on_track_share') }}
            then 'key_results_late'
        when coalesce(progress.forecast_p85_on > objectives.ends_on, true) then 'close'
        else 'in_time'
    end as answer,
    progress.is_starved,
    progress.scope_weight - progress.done_weight as open_weight,
    progress.item_progress_share,
    progress.expected_progress_share,
    progress.pace,
    progress.key_result_pace,
    progress.n_key_results_on_track,
    progress.n_key_results,
    progress.forecast_p50_on,
    progress.forecast_p85_on,
    progress.forecast_in_time_share,
    progress.forecast_p50_with_growth_on,
    progress.forecast_p85_with_growth_on
from progress
inner join newest on progress.week_on = newest.week_on
inner join {{ ref('dim_objectives') }} as objectives
    on progress.objective_id = objectives.objective_id
order by
    progress.is_starved desc, progress.key_result_pace asc nulls last, progress.objective_id asc
