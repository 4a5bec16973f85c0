-- Grain: one row per team with its own working hours.
with calendars as (

    select * from {{ source('raw_strategy', 'calendars') }}

)

select
    calendars.team_id,
    calendars.time_zone,
    calendars.working_days,
    calendars.opens_at,
    calendars.closes_at,
    calendars.holidays,
    calendars.line_number
from calendars
