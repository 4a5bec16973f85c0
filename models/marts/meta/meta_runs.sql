-- Grain: one row per run of the night.
with
runs as (select * from {{ source('raw_headway', 'runs') }})

select
    runs.run_id,
    runs.outcome,
    runs.exit_code,
    runs.strategy_version,
    runs.headway_version,
    runs.message,
    runs.as_of as as_of_on,
    runs.started_at,
    runs.finished_at
from runs
