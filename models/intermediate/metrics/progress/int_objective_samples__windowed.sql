-- Grain: one row per objective, newest week and past week that its forecast draws from.
-- Only where something is open and something was done in the window: else there is nothing to forecast by.
with
scope as (select * from {{ ref('int_objective_scope__weekly') }})

select
    scope.objective_id,
    scope.week_on,
    scope.scope_weight - scope.done_weight as open_weight,
    sampled.week_done_weight,
    sampled.week_added_weight,
    row_number() over (
        partition by scope.objective_id, scope.week_on order by sampled.week_on
    ) as sample_number,
    count(*) over (partition by scope.objective_id, scope.week_on) as n_samples,
    sum(sampled.week_done_weight) over (partition by scope.objective_id, scope.week_on)
        as window_done_weight,
    sum(sampled.week_added_weight) over (partition by scope.objective_id, scope.week_on)
        as window_added_weight
from scope
inner join scope as sampled
    on scope.objective_id = sampled.objective_id
    and sampled.week_number > scope.week_number - {{ var('forecast_sample_weeks') }}
    and scope.week_number >= sampled.week_number
where
    scope.scope_weight > scope.done_weight
    and {{ days_between('scope.week_on', "date_trunc('week', '" ~ var("as_of") ~ "'::date)") }}
    <= 7 * {{ var('forecast_weeks') }}
qualify
    sum(sampled.week_done_weight) over (partition by scope.objective_id, scope.week_on) > 0
