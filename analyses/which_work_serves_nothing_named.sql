-- Which work serves nothing named?
-- The effort of the last 12 whole weeks on items that no rule, link or person has placed, by where it
-- lies, largest first, with the item that took most of it. None of it is known to be operational: each
-- row is either work for an objective that nobody linked, or a rule that is missing. Strategic work
-- without an objective stands here too.
with
recent_weeks as (
    select
        max(flow.week_on) - interval '77 days' as first_week_on,
        max(flow.week_on) as last_week_on
    from {{ ref('metrics_flow_by_team_week') }} as flow
),

effort as (
    select
        weekly.work_item_id,
        sum(weekly.effort_days) as effort_days
    from {{ ref('fct_effort_by_item_week') }} as weekly
    inner join recent_weeks
        on weekly.week_on between recent_weeks.first_week_on and recent_weeks.last_week_on
    group by weekly.work_item_id
),

nameless as (
    select
        work_items.team_id,
        work_items.source_system,
        work_items.container,
        work_items.item_type,
        work_items.work_class,
        work_items.item_key,
        work_items.title,
        effort.effort_days,
        row_number() over (
            partition by
                work_items.team_id, work_items.source_system, work_items.container,
                work_items.item_type, work_items.work_class
            order by effort.effort_days desc, work_items.work_item_id asc
        ) as nth
    from effort
    inner join {{ ref('fct_work_items') }} as work_items
        on effort.work_item_id = work_items.work_item_id
    where
        work_items.work_class = 'unclassified'
        or (work_items.work_class = 'strategic' and work_items.objective_id is null)
),

total as (
    select sum(effort.effort_days) as effort_days from effort
)

select
    nameless.team_id,
    nameless.source_system,
    nameless.container,
    nameless.item_type,
    nameless.work_class,
    count(*) as n_items,
    sum(nameless.effort_days) as effort_days,
    sum(nameless.effort_days) / nullif(max(total.effort_days), 0) as share_of_all_effort,
    max(nameless.item_key) filter (where nameless.nth = 1) as largest_item_key,
    max(nameless.title) filter (where nameless.nth = 1) as largest_item_title
from nameless
cross join total
group by
    nameless.team_id, nameless.source_system, nameless.container, nameless.item_type,
    nameless.work_class
order by
    sum(nameless.effort_days) desc, nameless.team_id asc, nameless.source_system asc,
    nameless.container asc, nameless.item_type asc, nameless.work_class asc
