-- Grain: one row per whole week, Monday to Sunday in UTC, from the first item to as_of.
with
work_items as (select * from {{ ref('int_work_items__unioned') }}),

bounds as (
    select
        date_trunc('week', min(work_items.created_at))::date as first_on,
        '{{ var("as_of") }}'::date as last_on
    from work_items
),

days as (
    select exploded.day_on
    from bounds
    cross join {{ explode_array(days_from_to('bounds.first_on', 'bounds.last_on')) }}
        as exploded (day_on)
)

select
    days.day_on as week_on,
    (days.day_on::text || ' 00:00:00+00')::timestamptz as starts_at,
    ((days.day_on + interval '7 days')::date::text || ' 00:00:00+00')::timestamptz as ends_at
from days
where
    date_trunc('week', days.day_on)::date = days.day_on
    and days.day_on + interval '7 days' <= '{{ var("as_of") }}'::date
