-- Grain: one row per team calendar and calendar day, working or not, with its opening hours.
-- From the day before the first item, which west of Greenwich it still was, to the day of as_of.
with
team_calendars as (select * from {{ ref('int_team_calendars__resolved') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

bounds as (
    select
        (
            coalesce(min(work_items.created_at)::date, '{{ var("as_of") }}'::date)
            - interval '1 day'
        )::date as first_on,
        '{{ var("as_of") }}'::date as last_on
    from work_items
),

days as (
    select exploded.day_on
    from bounds
    cross join {{ explode_array(days_from_to('bounds.first_on', 'bounds.last_on')) }}
        as exploded (day_on)
),

weekdays as (select * from {{ ref('weekdays') }}),

scheduled as (
    select
        team_calendars.team_id as calendar_team_id,
        days.day_on,
        team_calendars.time_zone,
        instr(team_calendars.working_days, weekdays.weekday_code) > 0
        and instr(team_calendars.holidays, days.day_on::text) = 0 as is_working_day,
        {{ at_time_zone(
            "(days.day_on::text || ' ' || team_calendars.opens_at || ':00')::timestamp",
            'team_calendars.time_zone'
        ) }} as opens_at,
        {{ at_time_zone(
            "(days.day_on::text || ' ' || team_calendars.closes_at || ':00')::timestamp",
            'team_calendars.time_zone'
        ) }} as closes_at
    from team_calendars
    cross join days
    inner join weekdays
        on {{ days_between("date '1900-01-01'", 'days.day_on') }} % 7
        = weekdays.days_after_monday
),

measured as (
    select
        scheduled.*,
        case
            when scheduled.is_working_day
                then ({{ hours_between('scheduled.opens_at', 'scheduled.closes_at') }})
                    ::decimal(28, 15)
            else 0::decimal(28, 15)
        end as open_hours
    from scheduled
)

select
    measured.calendar_team_id,
    measured.day_on,
    measured.time_zone,
    measured.is_working_day,
    measured.open_hours,
    (
        sum(measured.open_hours) over (
            partition by measured.calendar_team_id order by measured.day_on
            rows between unbounded preceding and current row
        ) - measured.open_hours
    )::decimal(28, 15) as open_hours_before,
    measured.opens_at,
    measured.closes_at
from measured
