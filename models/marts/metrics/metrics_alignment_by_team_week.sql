-- Grain: one row per team and whole week in which enough of its people worked.
-- Each share three ways: by effort, by completed items, by estimate, as the conclusion may depend on it.
with
team_weeks as (select * from {{ ref('int_team_weeks__published') }}),

team_effort as (select * from {{ ref('int_team_effort__weekly') }}),

work_items as (select * from {{ ref('fct_work_items') }}),

completed_items as (select * from {{ ref('int_completed_items__weekly') }}),

plans as (select * from {{ ref('int_planned_strategic_shares__weekly') }}),

quality as (select * from {{ ref('int_team_week_quality__measured') }}),

effort_by_class as (
    select
        team_effort.team_id,
        team_effort.week_on,
        coalesce(
            sum(team_effort.effort_days)
            filter (where work_items.work_class = 'strategic'), 0
        ) as strategic,
        coalesce(
            sum(team_effort.effort_days)
            filter (where work_items.work_class = 'operational'), 0
        ) as operational,
        coalesce(
            sum(team_effort.effort_days)
            filter (where work_items.work_class = 'unclassified'), 0
        ) as unclassified,
        sum(team_effort.effort_days) as total
    from team_effort
    inner join work_items on team_effort.work_item_id = work_items.work_item_id
    group by team_effort.team_id, team_effort.week_on
)

select
    team_weeks.team_id,
    team_weeks.week_on,
    {{ class_shares('effort.strategic', 'effort.operational', 'effort.total') }},
    effort.strategic::double as strategic_effort_days,
    effort.operational::double as operational_effort_days,
    effort.unclassified::double as unclassified_effort_days,
    effort.total::double as effort_days,
    team_weeks.n_items,
    team_weeks.n_people,
    {{ class_shares(
        'items.n_strategic_items', 'items.n_operational_items', 'items.n_completed_items',
        suffix='_by_items'
    ) }},
    coalesce(items.n_strategic_items, 0) as n_completed_strategic_items,
    coalesce(items.n_operational_items, 0) as n_completed_operational_items,
    coalesce(items.n_unclassified_items, 0) as n_completed_unclassified_items,
    coalesce(items.n_completed_items, 0) as n_completed_items,
    {{ class_shares(
        'items.strategic_points', 'items.operational_points', 'items.points',
        suffix='_by_estimate'
    ) }},
    coalesce(items.strategic_points, 0)::double as completed_strategic_points,
    coalesce(items.operational_points, 0)::double as completed_operational_points,
    coalesce(items.unclassified_points, 0)::double as completed_unclassified_points,
    coalesce(items.points, 0)::double as completed_points,
    coalesce(items.n_estimated_items, 0) as n_completed_estimated_items,
    plans.planned_strategic_share,
    strategic_share > plans.planned_strategic_share as is_above_plan,
    {{ depends_on_view('plans.planned_strategic_share') }} as depends_on_view,
    quality.inferred_effort_days::double
    / nullif((effort.strategic + effort.operational)::double, 0) as inferred_share,
    quality.inferred_effort_days::double as inferred_effort_days,
    quality.n_stale_tools,
    quality.tool_age_days,
    quality.census_age_days
from team_weeks
inner join effort_by_class as effort
    on team_weeks.team_id = effort.team_id
    and team_weeks.week_on = effort.week_on
left join quality
    on team_weeks.team_id = quality.team_id
    and team_weeks.week_on = quality.week_on
left join completed_items as items
    on team_weeks.team_id = items.team_id
    and team_weeks.week_on = items.week_on
left join plans
    on team_weeks.team_id = plans.team_id
    and team_weeks.week_on = plans.week_on
