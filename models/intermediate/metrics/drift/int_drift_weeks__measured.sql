-- Grain: one row per published team and week, with its gap to the plan and whether it can be judged.
-- A week is not judged without a plan, with little classified effort, or with a tool not pulled since.
with
alignment as (select * from {{ ref('metrics_alignment_by_team_week') }}),

team_effort as (select * from {{ ref('int_team_effort__weekly') }}),

work_items as (select * from {{ ref('fct_work_items') }}),

tools as (select * from {{ ref('meta_sources') }}),

team_tools as (
    select
        team_effort.team_id,
        work_items.source_system,
        min(team_effort.week_on) as first_week_on
    from team_effort
    inner join work_items on team_effort.work_item_id = work_items.work_item_id
    group by team_effort.team_id, work_items.source_system
),

stale_weeks as (
    select
        alignment.team_id,
        alignment.week_on,
        count(*) as n_stale_tools
    from alignment
    inner join team_tools
        on alignment.team_id = team_tools.team_id
        and alignment.week_on >= team_tools.first_week_on
    inner join tools
        on team_tools.source_system = tools.source_system
        and tools.is_stale
        and coalesce(
            tools.last_complete_pull_at::date < alignment.week_on + interval '7 days', true
        )
    group by alignment.team_id, alignment.week_on
),

measured as (
    select
        alignment.team_id,
        alignment.week_on,
        alignment.strategic_share,
        alignment.planned_strategic_share as planned_share,
        (alignment.strategic_share - alignment.planned_strategic_share)::decimal(28, 15)
            as gap_share,
        (
            alignment.strategic_effort_days::decimal(18, 9)
            + alignment.operational_effort_days::decimal(18, 9)
        )::double as classified_effort_days,
        coalesce(stale_weeks.n_stale_tools, 0) as n_stale_tools
    from alignment
    left join stale_weeks
        on alignment.team_id = stale_weeks.team_id
        and alignment.week_on = stale_weeks.week_on
)

select
    measured.team_id,
    measured.week_on,
    case
        when measured.planned_share is null then 'no_plan'
        when
            measured.strategic_share is null
            or measured.classified_effort_days < {{ var('drift_min_effort_days') }}
            then 'little_effort'
        when measured.n_stale_tools > 0 then 'stale_tools'
    end as not_judged_because,
    measured.strategic_share,
    measured.planned_share,
    measured.gap_share,
    measured.classified_effort_days,
    measured.n_stale_tools
from measured
