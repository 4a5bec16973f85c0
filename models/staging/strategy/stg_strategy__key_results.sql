-- Grain: one row per key result of an objective.
with key_results as (

    select * from {{ source('raw_strategy', 'key_results') }}

)

select
    key_results.key_result_id,
    key_results.objective_id,
    key_results.name as key_result_name,
    key_results.unit,
    key_results.direction,
    try_cast(key_results.baseline as double) as baseline,
    try_cast(key_results.target as double) as target,
    key_results.line_number
from key_results
