-- Grain: one row per objective and newest week that has a forecast: weeks ahead until nothing is open.
-- A run draws past weeks, what they completed and what they added together. Weights are counted in
-- billionths: whole numbers add up the same in any order.
with
samples as (select * from {{ ref('int_objective_samples__windowed') }}),

draws as (select * from {{ ref('int_forecast_draws__made') }}),

objectives as (select * from {{ ref('dim_objectives') }}),

worth as (
    select
        samples.objective_id,
        samples.week_on,
        max(samples.n_samples) as n_samples,
        (max(samples.open_weight) * 1000000000)::bigint as open_units,
        {{ worth_by_sample(
            '(samples.week_done_weight * 1000000000)::bigint', 'samples.sample_number', 'done'
        ) }},
        {{ worth_by_sample(
            '((samples.week_done_weight - samples.week_added_weight) * 1000000000)::bigint',
            'samples.sample_number', 'net'
        ) }}
    from samples
    group by samples.objective_id, samples.week_on
),

sizes as (
    select worth.n_samples from worth
    group by worth.n_samples
),

drawn as (
    select
        sizes.n_samples,
        draws.run_number,
        draws.weeks_ahead,
        {{ times_drawn('floor(draws.draw * sizes.n_samples) + 1', 'so_far') }}
    from draws
    cross join sizes
    window so_far as (
        partition by sizes.n_samples, draws.run_number order by draws.weeks_ahead
    )
),

runs as (
    select
        worth.objective_id,
        worth.week_on,
        drawn.run_number,
        min(case when {{ worth_drawn('drawn', 'worth', 'done') }} >= worth.open_units
                then drawn.weeks_ahead
        end) as weeks,
        min(case when {{ worth_drawn('drawn', 'worth', 'net') }} >= worth.open_units
                then drawn.weeks_ahead
        end) as weeks_with_growth
    from worth
    inner join drawn on worth.n_samples = drawn.n_samples
    group by worth.objective_id, worth.week_on, drawn.run_number
)

-- A run that is given up is later than all others, so that the percentile may fall on it.
select
    runs.objective_id,
    runs.week_on,
    count(*) as n_runs,
    percentile_disc(0.5) within group (order by coalesce(runs.weeks, 1000000)) as p50_weeks,
    percentile_disc(0.85) within group (order by coalesce(runs.weeks, 1000000)) as p85_weeks,
    percentile_disc(0.5) within group (order by coalesce(runs.weeks_with_growth, 1000000))
        as p50_weeks_with_growth,
    percentile_disc(0.85) within group (order by coalesce(runs.weeks_with_growth, 1000000))
        as p85_weeks_with_growth,
    -- Done by the end of the week that many weeks ahead, at the latest on the last day. Whether a run
    -- that was given up is in time is not known where the last day lies beyond the weeks it was given.
    case
        when
            count(runs.weeks) = count(objectives.ends_on)
            or max({{ days_between('runs.week_on', 'objectives.ends_on') }})
            < 7 * ({{ var('forecast_horizon_weeks') }} + 1) + 6
            then count(*) filter (
                    where
                    {{ days_between('runs.week_on', 'objectives.ends_on') }} >= 7 * runs.weeks + 6
                )
    end as n_runs_in_time
from runs
inner join objectives on runs.objective_id = objectives.objective_id
group by runs.objective_id, runs.week_on
