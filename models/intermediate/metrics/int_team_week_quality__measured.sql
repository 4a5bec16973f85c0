-- Grain: one row per published team and week, with what its numbers rest on.
-- A week that ended before a tool's last complete pull does not suffer from what that tool does now.
with
team_weeks as (select * from {{ ref('int_team_weeks__published') }}),

team_effort as (select * from {{ ref('int_team_effort__weekly') }}),

work_items as (select * from {{ ref('fct_work_items') }}),

tools as (select * from {{ ref('meta_sources') }}),

effort_by_tool as (
    select
        team_effort.team_id,
        team_effort.week_on,
        work_items.source_system,
        sum(team_effort.effort_days) as effort_days,
        coalesce(
            sum(team_effort.effort_days)
            filter (where work_items.work_class <> 'unclassified'), 0
        ) as classified_effort_days,
        coalesce(
            sum(team_effort.effort_days)
            filter (where work_items.classification_method = 'text_model'), 0
        ) as inferred_effort_days
    from team_effort
    inner join work_items on team_effort.work_item_id = work_items.work_item_id
    group by team_effort.team_id, team_effort.week_on, work_items.source_system
),

effort as (
    select
        effort_by_tool.team_id,
        effort_by_tool.week_on,
        sum(effort_by_tool.effort_days) as effort_days,
        sum(effort_by_tool.classified_effort_days) as classified_effort_days,
        sum(effort_by_tool.inferred_effort_days) as inferred_effort_days
    from effort_by_tool
    group by effort_by_tool.team_id, effort_by_tool.week_on
),

team_tools as (
    select
        effort_by_tool.team_id,
        effort_by_tool.source_system,
        min(effort_by_tool.week_on) as first_week_on
    from effort_by_tool
    group by effort_by_tool.team_id, effort_by_tool.source_system
),

freshness as (
    select
        team_weeks.team_id,
        team_weeks.week_on,
        count(*) filter (
            where
            tools.is_stale
            and coalesce(
                tools.last_complete_pull_at::date < team_weeks.week_on + interval '7 days', true
            )
        ) as n_stale_tools,
        -- greatest minds no null: a tool never pulled would pass for a fresh one.
        case
            when count(tools.last_complete_pull_at) = count(*)
                then max(greatest(
                        0,
                        {{ days_between(
                            'tools.last_complete_pull_at', "'" ~ var('as_of') ~ "'::date"
                        ) }}
                    ))
        end as tool_age_days,
        {{ max_or_unknown('tools.census_age_days') }} as census_age_days
    from team_weeks
    inner join team_tools
        on team_weeks.team_id = team_tools.team_id
        and team_weeks.week_on >= team_tools.first_week_on
    inner join tools on team_tools.source_system = tools.source_system
    group by team_weeks.team_id, team_weeks.week_on
)

select
    team_weeks.team_id,
    team_weeks.week_on,
    (effort.classified_effort_days / nullif(effort.effort_days, 0))::double as coverage_share,
    (effort.inferred_effort_days / nullif(effort.classified_effort_days, 0))::double
        as inferred_share,
    coalesce(effort.effort_days, 0) as effort_days,
    coalesce(effort.classified_effort_days, 0) as classified_effort_days,
    coalesce(effort.inferred_effort_days, 0) as inferred_effort_days,
    coalesce(freshness.n_stale_tools, 0) as n_stale_tools,
    freshness.tool_age_days,
    freshness.census_age_days
from team_weeks
left join effort
    on team_weeks.team_id = effort.team_id
    and team_weeks.week_on = effort.week_on
left join freshness
    on team_weeks.team_id = freshness.team_id
    and team_weeks.week_on = freshness.week_on
