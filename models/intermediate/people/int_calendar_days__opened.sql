-- Grain: one row per team calendar and working day that ended by as_of, with its opening hours.
with
team_calendars as (select * from {{ ref('int_team_calendars__resolved') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

bounds as (
    select
        coalesce(min(work_items.created_at)::date, '{{ var("as_of") }}'::date) as first_on,
        '{{ var("as_of") }}'::date as last_on
    from work_items
),

days as (
    select exploded.worked_on
    from bounds
    cross join {{ explode_array(days_from_to('bounds.first_on', 'bounds.last_on')) }}
        as exploded (worked_on)
),

weekdays as (select * from {{ ref('weekdays') }}),

opened as (
    select
        team_calendars.team_id as calendar_team_id,
        days.worked_on,
        {{ at_time_zone(
            "(days.worked_on::text || ' ' || team_calendars.opens_at || ':00')::timestamp",
            'team_calendars.time_zone'
        ) }} as opens_at,
        {{ at_time_zone(
            "(days.worked_on::text || ' ' || team_calendars.closes_at || ':00')::timestamp",
            'team_calendars.time_zone'
        ) }} as closes_at
    from team_calendars
    cross join days
    inner join weekdays
        on {{ days_between("date '1900-01-01'", 'days.worked_on') }} % 7
        = weekdays.days_after_monday
    where
        instr(team_calendars.working_days, weekdays.weekday_code) > 0
        and instr(team_calendars.holidays, days.worked_on::text) = 0
)

select
    opened.calendar_team_id,
    opened.worked_on,
    opened.opens_at,
    opened.closes_at
from opened
where opened.closes_at <= {{ as_of_at() }}
