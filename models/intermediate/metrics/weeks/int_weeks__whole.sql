-- Grain: one row per whole week before as_of, from the one in which the first work item was created.
with
work_items as (select * from {{ ref('int_work_items__unioned') }}),

bounds as (
    select
        min(work_items.created_at)::date as first_on,
        '{{ var("as_of") }}'::date as last_on
    from work_items
),

weeks as (
    select date_trunc('week', exploded.day_on)::date as week_on
    from bounds
    cross join {{ explode_array(days_from_to(
        'bounds.first_on', 'bounds.last_on'
    )) }} as exploded (day_on)
    group by date_trunc('week', exploded.day_on)::date
)

select
    weeks.week_on,
    {{ at_time_zone('weeks.week_on::timestamp', "'UTC'") }} as starts_at,
    {{ at_time_zone("weeks.week_on::timestamp + interval '7 days'", "'UTC'") }} as ends_at
from weeks
where weeks.week_on::timestamp + interval '7 days' <= '{{ var("as_of") }}'::date
