-- Grain: one row per measured value of a key result.
with key_result_values as (

    select * from {{ source('raw_strategy', 'key_result_values') }}

)

select
    key_result_values.key_result_id,
    key_result_values.measured_on,
    try_cast(key_result_values.value as double) as value,
    key_result_values.line_number
from key_result_values
