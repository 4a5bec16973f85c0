-- Grain: one row per team calendar and working day that ended by as_of, with its opening hours.
with
calendar_days as (select * from {{ ref('int_calendar_days__scheduled') }})

select
    calendar_days.calendar_team_id,
    calendar_days.day_on as worked_on,
    calendar_days.opens_at,
    calendar_days.closes_at
from calendar_days
where
    calendar_days.is_working_day
    and calendar_days.closes_at <= {{ as_of_at() }}
