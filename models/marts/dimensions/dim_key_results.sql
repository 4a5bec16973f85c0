-- Grain: one row per key result, with its latest measured value before as_of.
-- Progress of `increase` and `decrease`: the way done from baseline to target, held between 0 and 1.
with
key_results as (select * from {{ ref('stg_strategy__key_results') }}),

key_result_values as (select * from {{ ref('stg_strategy__key_result_values') }}),

latest as (
    select
        key_result_values.key_result_id,
        max(key_result_values.measured_on) as measured_on,
        max_by(key_result_values.value, key_result_values.measured_on) as current_value
    from key_result_values
    where key_result_values.measured_on < '{{ var("as_of") }}'::date
    group by key_result_values.key_result_id
)

select
    key_results.key_result_id,
    key_results.objective_id,
    key_results.key_result_name,
    key_results.unit,
    key_results.direction,
    key_results.baseline,
    key_results.target,
    latest.current_value,
    case
        when key_results.direction in (
                'increase', 'decrease'
            )
            then greatest(0.0, least(
                    1.0,
                    (latest.current_value - key_results.baseline)
                    / nullif(key_results.target - key_results.baseline, 0)
                ))
        when key_results.direction = 'stay_above'
            then (latest.current_value >= key_results.target)::int::double
        when key_results.direction = 'stay_below'
            then (latest.current_value <= key_results.target)::int::double
    end as progress_share,
    latest.measured_on
from key_results
left join latest on key_results.key_result_id = latest.key_result_id
