-- Grain: one row per night whose publication is remembered.
with
nights as (select * from {{ ref('int_nights__known') }})

select
    nights.as_of_on,
    nights.run_id,
    nights.strategy_version,
    nights.headway_version
from nights
where nights.is_remembered
