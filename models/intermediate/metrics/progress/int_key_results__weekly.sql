-- Grain: one row per key result and whole week of its objective, by the latest value measured by then.
-- Expected on the day of the measurement, in a straight line: a value is not late for being a month old.
with
objective_weeks as (select * from {{ ref('int_objective_weeks__spanned') }}),

key_results as (select * from {{ ref('dim_key_results') }}),

key_result_values as (select * from {{ ref('fct_key_result_values') }}),

objectives as (select * from {{ ref('dim_objectives') }}),

latest as (
    select
        key_results.key_result_id,
        key_results.objective_id,
        key_results.direction,
        key_results.baseline,
        key_results.target,
        objective_weeks.week_on,
        max(key_result_values.measured_on) as measured_on,
        max_by(key_result_values.measured_value, key_result_values.measured_on) as measured_value
    from objective_weeks
    inner join key_results on objective_weeks.objective_id = key_results.objective_id
    left join key_result_values
        on key_results.key_result_id = key_result_values.key_result_id
        and {{ days_between('key_result_values.measured_on', 'objective_weeks.week_on') }} > -7
        and {{ days_between('key_result_values.measured_on', 'objective_weeks.week_on') }}
        <= {{ var('key_result_max_age_days') }} - 7
    group by
        key_results.key_result_id, key_results.objective_id, key_results.direction,
        key_results.baseline, key_results.target, objective_weeks.week_on
),

measured as (
    select
        latest.*,
        case
            when
                latest.direction in ('increase', 'decrease')
                and latest.measured_value is not null
                and objectives.starts_on is not null
                and objectives.ends_on is not null
                and latest.target <> latest.baseline
                then greatest(0.0, least(
                        1.0,
                        (latest.measured_value - latest.baseline)
                        / (latest.target - latest.baseline)
                    ))
        end as progress_share,
        case
            when
                latest.direction in ('increase', 'decrease')
                and latest.measured_value is not null
                and objectives.starts_on is not null
                and objectives.ends_on is not null
                and latest.target <> latest.baseline
                then greatest(0.0, least(
                        1.0,
                        ({{ days_between('objectives.starts_on', 'latest.measured_on') }} + 1.0)
                        / ({{ days_between('objectives.starts_on', 'objectives.ends_on') }} + 1.0)
                    ))
        end as expected_share
    from latest
    inner join objectives on latest.objective_id = objectives.objective_id
)

select
    measured.key_result_id,
    measured.objective_id,
    measured.week_on,
    measured.direction,
    measured.measured_value,
    measured.progress_share,
    measured.expected_share,
    case measured.direction
        when 'stay_above' then measured.measured_value >= measured.target
        when 'stay_below' then measured.measured_value <= measured.target
        else measured.progress_share
            >= {{ var('key_result_on_track_share') }} * measured.expected_share
    end as is_on_track,
    measured.measured_on
from measured
