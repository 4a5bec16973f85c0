-- Where are we busy without progress?
-- Per team over the last 12 whole weeks, least strategic first: what it spent and completed, how fast,
-- and how much of both moved a named objective. Many completed items beside a low strategic share is
-- busy without progress; for a team that exists to keep things running that may be right, so read it
-- beside the plan. Unclassified effort could be either: the bounds say how far it matters.
with
recent_weeks as (
    select max(flow.week_on) - interval '77 days' as first_week_on
    from {{ ref('metrics_flow_by_team_week') }} as flow
),

effort as (
    select
        alignment.team_id,
        sum(alignment.effort_days) as effort_days,
        sum(alignment.strategic_effort_days) as strategic_effort_days,
        sum(alignment.operational_effort_days) as operational_effort_days
    from {{ ref('metrics_alignment_by_team_week') }} as alignment
    inner join recent_weeks on alignment.week_on >= recent_weeks.first_week_on
    group by alignment.team_id
),

flow as (
    select
        weekly.team_id,
        sum(weekly.n_completed_items)::bigint as n_completed_items,
        sum(weekly.n_completed_strategic_items)::bigint as n_completed_strategic_items,
        sum(weekly.active_hours) / nullif(sum(weekly.active_hours + weekly.waiting_hours), 0)
            as flow_efficiency_share,
        max_by(weekly.n_load_items, weekly.week_on) as n_load_items
    from {{ ref('metrics_flow_by_team_week') }} as weekly
    inner join recent_weeks on weekly.week_on >= recent_weeks.first_week_on
    group by weekly.team_id
)

select
    teams.team_id,
    teams.team_name,
    effort.effort_days,
    effort.strategic_effort_days
    / nullif(effort.strategic_effort_days + effort.operational_effort_days, 0) as strategic_share,
    effort.strategic_effort_days / nullif(effort.effort_days, 0) as strategic_share_low,
    1 - effort.operational_effort_days / nullif(effort.effort_days, 0) as strategic_share_high,
    flow.n_completed_items,
    flow.n_completed_strategic_items,
    flow.n_completed_items / nullif(effort.effort_days, 0) as completed_items_per_effort_day,
    flow.flow_efficiency_share,
    flow.n_load_items
from effort
inner join {{ ref('dim_teams') }} as teams on effort.team_id = teams.team_id
left join flow on effort.team_id = flow.team_id
-- Teams above others only repeat what stands in those.
where
    not exists (
        select 1 from {{ ref('dim_teams') }} as below
        where below.parent_team_id = teams.team_id
    )
    or teams.parent_team_id is null
order by
    effort.strategic_effort_days
    / nullif(effort.strategic_effort_days + effort.operational_effort_days, 0) asc nulls first,
    effort.effort_days desc,
    teams.team_id asc
