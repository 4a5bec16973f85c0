-- Grain: one row per week, work item, and team whose people worked on it.
with
effort as (select * from {{ ref('int_effort__split') }})

select
    date_trunc('week', effort.worked_on)::date as week_on,
    effort.work_item_id,
    effort.team_id,
    sum(effort.effort_days)::decimal(18, 9) as effort_days
from effort
group by date_trunc('week', effort.worked_on)::date, effort.work_item_id, effort.team_id
