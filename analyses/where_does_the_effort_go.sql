-- Where does the effort go?
-- Per team over the last 12 whole weeks: effort days by work class and category, largest first.
-- Unclassified is a class of its own: as long as it is large, the other shares are a range, not a number.
with
recent_weeks as (
    select
        max(alignment.week_on) - interval '77 days' as first_week_on,
        max(alignment.week_on) as last_week_on
    from {{ ref('metrics_alignment_by_team_week') }} as alignment
),

effort as (
    select
        weekly.team_id,
        work_items.work_class,
        coalesce(work_items.work_category, 'none') as work_category,
        sum(weekly.effort_days) as effort_days,
        count(distinct weekly.work_item_id) as n_items
    from {{ ref('fct_effort_by_item_week') }} as weekly
    inner join recent_weeks
        on weekly.week_on between recent_weeks.first_week_on and recent_weeks.last_week_on
    inner join {{ ref('fct_work_items') }} as work_items
        on weekly.work_item_id = work_items.work_item_id
    group by weekly.team_id, work_items.work_class, coalesce(work_items.work_category, 'none')
)

select
    teams.team_name,
    effort.work_class,
    effort.work_category,
    effort.effort_days,
    sum(effort.effort_days) over (partition by effort.team_id) as team_effort_days,
    effort.effort_days / sum(effort.effort_days) over (partition by effort.team_id) as effort_share,
    effort.n_items
from effort
inner join {{ ref('dim_teams') }} as teams on effort.team_id = teams.team_id
order by
    teams.team_name asc, effort.effort_days desc, effort.work_class asc, effort.work_category asc
