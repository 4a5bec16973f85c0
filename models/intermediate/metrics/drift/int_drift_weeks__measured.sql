-- Grain: one row per published team and week, with its gap to the plan and whether it can be judged.
-- A week is not judged without a plan, with little classified effort, or with a tool not pulled since.
with
alignment as (select * from {{ ref('metrics_alignment_by_team_week') }}),

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
        alignment.n_stale_tools
    from alignment
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
