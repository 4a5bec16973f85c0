-- Grain: one row per run of a forecast and week ahead, with its draw from 0 to below 1.
-- All objectives and weeks share the draws: what differs between two forecasts is then not luck.
select
    runs.run_number,
    weeks.weeks_ahead,
    {{ hash_fraction("'forecast ' || runs.run_number || ' ' || weeks.weeks_ahead") }} as draw
from {{ explode_array(numbers_from_to(1, var('forecast_runs'))) }} as runs (run_number)
cross join
    {{ explode_array(numbers_from_to(1, var('forecast_horizon_weeks'))) }} as weeks (weeks_ahead)
