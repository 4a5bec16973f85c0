-- Grain: one row per key result and day it was measured on, before as_of.
with
key_result_values as (select * from {{ ref('stg_strategy__key_result_values') }})

select
    key_result_values.key_result_id,
    key_result_values.measured_on,
    key_result_values.value as measured_value
from key_result_values
where key_result_values.measured_on < '{{ var("as_of") }}'::date
