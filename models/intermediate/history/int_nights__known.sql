-- Grain: one row per night that is remembered, and this one, remembered or not.
-- A night is what its last run published. One older than a remembered night adds nothing, nor does a reproduction.
with
earlier_nights as (select * from {{ source('history', 'meta_nights') }}),

runs as (select * from {{ source('raw_headway', 'runs') }}),

this_run as (
    select runs.* from runs
    qualify row_number() over (order by runs.started_at desc, runs.run_id desc) = 1
),

last_night as (
    select max(earlier_nights.as_of_on) as as_of_on from earlier_nights
),

this_night as (
    select
        '{{ var("as_of") }}'::date as as_of_on,
        this_run.run_id,
        this_run.strategy_version,
        this_run.headway_version,
        true as is_this_night,
        this_run.outcome <> 'reproduced'
        and coalesce(last_night.as_of_on <= '{{ var("as_of") }}'::date, true) as is_remembered
    from this_run
    cross join last_night
)

select
    earlier_nights.as_of_on,
    earlier_nights.run_id,
    earlier_nights.strategy_version,
    earlier_nights.headway_version,
    false as is_this_night,
    true as is_remembered
from earlier_nights
left join this_night
    on earlier_nights.as_of_on = this_night.as_of_on
    and this_night.is_remembered
where this_night.as_of_on is null
union all
select * from this_night
