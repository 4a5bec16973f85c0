-- Grain: one row per whole month and work item with effort.
-- A week belongs to the month of its Monday; a month is whole when its last such week is over.
with
effort as (select * from {{ ref('fct_effort_by_item_week') }}),

months as (
    select
        date_trunc('month', weeks.week_on)::date as month_on,
        weeks.week_on
    from {{ ref('int_weeks__whole') }} as weeks
    where
        date_trunc(
            'week',
            date_trunc('month', weeks.week_on)::date + interval '1 month' + interval '6 days'
        ) <= '{{ var("as_of") }}'::date
)

select
    months.month_on,
    effort.work_item_id,
    sum(effort.effort_days) as effort_days
from effort
inner join months on effort.week_on = months.week_on
group by months.month_on, effort.work_item_id
