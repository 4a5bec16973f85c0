-- How sure are we of the split?
-- Per team over the headline weeks: the strategic share, what it would be if everything unclassified were
-- the one or the other, the same by completed items and by estimate, how the class was found, and which tools
-- are stale. Where `planned_strategic_share` lies between low and high, or a view stands on the other side of
-- it, the data does not say whether the team is above or below its plan.
with recursive
team_paths as (
    select
        teams.team_id,
        teams.team_id as ancestor_team_id
    from {{ ref('dim_teams') }} as teams
    union all
    select
        team_paths.team_id,
        teams.parent_team_id as ancestor_team_id
    from team_paths
    inner join {{ ref('dim_teams') }} as teams on team_paths.ancestor_team_id = teams.team_id
    where teams.parent_team_id is not null
),

headline as (select * from {{ ref('metrics_recent_alignment_by_team') }}),

alignment as (select * from {{ ref('metrics_alignment_by_team_week') }}),

drift as (select * from {{ ref('metrics_drift_by_team_week') }}),

other_views as (
    select
        headline.team_id,
        sum(alignment.n_completed_strategic_items)
        / nullif(
            sum(
                alignment.n_completed_strategic_items + alignment.n_completed_operational_items
            )::double, 0
        ) as strategic_share_by_items,
        sum(alignment.completed_strategic_points::decimal(18, 4))
        / nullif(
            sum(
                alignment.completed_strategic_points::decimal(18, 4)
                + alignment.completed_operational_points::decimal(18, 4)
            ), 0
        )::double as strategic_share_by_estimate,
        sum(
            (drift.planned_strategic_share * drift.classified_effort_days)::decimal(18, 9)
        )
        / nullif(
            sum(drift.classified_effort_days::decimal(18, 9))
            filter (where drift.planned_strategic_share is not null), 0
        )::double as planned_strategic_share,
        max(drift.n_stale_tools) as n_stale_tools
    from headline
    inner join alignment
        on headline.team_id = alignment.team_id
        and alignment.week_on between headline.first_week_on and headline.last_week_on
    inner join drift
        on alignment.team_id = drift.team_id
        and alignment.week_on = drift.week_on
    group by headline.team_id
),

methods as (
    select
        headline.team_id,
        sum(effort.effort_days)
        filter (where work_items.classification_method in ('override', 'objective_link'))
            as stated_effort_days,
        sum(effort.effort_days) as effort_days,
        sum(effort.effort_days * work_items.confidence::decimal(9, 6))
        filter (where work_items.work_class <> 'unclassified')
        / nullif(
            sum(effort.effort_days) filter (where work_items.work_class <> 'unclassified'), 0
        ) as mean_confidence
    from {{ ref('fct_effort_by_item_week') }} as effort
    inner join team_paths on effort.team_id = team_paths.team_id
    inner join headline
        on team_paths.ancestor_team_id = headline.team_id
        and effort.week_on between headline.first_week_on and headline.last_week_on
    inner join {{ ref('fct_work_items') }} as work_items
        on effort.work_item_id = work_items.work_item_id
    group by headline.team_id
)

select
    teams.team_name,
    headline.strategic_share,
    headline.strategic_share_low,
    headline.strategic_share_high,
    other_views.planned_strategic_share,
    coalesce(
        other_views.planned_strategic_share
        between headline.strategic_share_low and headline.strategic_share_high, false
    ) as is_plan_within_bounds,
    other_views.strategic_share_by_items,
    other_views.strategic_share_by_estimate,
    headline.coverage_share,
    headline.unclassified_effort_days,
    headline.effort_days,
    methods.stated_effort_days / methods.effort_days as stated_effort_share,
    methods.mean_confidence,
    other_views.n_stale_tools
from headline
inner join other_views on headline.team_id = other_views.team_id
inner join {{ ref('dim_teams') }} as teams on headline.team_id = teams.team_id
left join methods on headline.team_id = methods.team_id
order by
    headline.strategic_share_high - headline.strategic_share_low desc, headline.team_id asc
