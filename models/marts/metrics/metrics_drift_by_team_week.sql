-- Grain: one row per team and whole week in which enough of its people worked.
-- A team drifts where the moving average of its gap and the cumulative sum agree on the side; it is an
-- alarm in the first week of it only.
with
measured as (select * from {{ ref('int_drift_weeks__measured') }}),

statistics as (select * from {{ ref('int_drift_statistics__accumulated') }}),

alignment as (select * from {{ ref('metrics_alignment_by_team_week') }}),

changes as (select * from {{ ref('int_effort_changes__split') }}),

limits as (
    select
        statistics.*,
        greatest(
            {{ var('drift_min_gap_share') }}::double,
            {{ var('drift_ewma_limit') }} * statistics.noise_share
            * sqrt({{ var('drift_ewma_weight') }} / (2.0 - {{ var('drift_ewma_weight') }}))
        ) as ewma_limit_share,
        lead(statistics.week_on) over team_weeks as next_week_on,
        min(statistics.week_on) over team_weeks as first_week_on
    from statistics
    window team_weeks as (partition by statistics.team_id order by statistics.week_on)
),

sided as (
    select
        limits.*,
        case
            when limits.n_noise_weeks < {{ var('drift_min_noise_weeks') }} then null
            when
                limits.cusum_below > {{ var('drift_cusum_limit') }}
                and limits.ewma_gap_share <= -limits.ewma_limit_share
                then 'below_plan'
            when
                limits.cusum_above > {{ var('drift_cusum_limit') }}
                and limits.ewma_gap_share >= limits.ewma_limit_share
                then 'above_plan'
        end as drift_side,
        -- A cumulative sum left zero for the last time when the drift began.
        coalesce(
            max(case when limits.cusum_below = 0 then limits.next_week_on end) over so_far,
            limits.first_week_on
        ) as below_since_on,
        coalesce(
            max(case when limits.cusum_above = 0 then limits.next_week_on end) over so_far,
            limits.first_week_on
        ) as above_since_on
    from limits
    window so_far as (partition by limits.team_id order by limits.week_on)
),

judged as (
    select
        sided.*,
        sided.drift_side is not null and coalesce(
            {{ days_between('lag(sided.week_on) over same_side', 'sided.week_on') }}
            > 7 * {{ var('drift_quiet_weeks') }}, true
        ) as is_alarm
    from sided
    window same_side as (partition by sided.team_id, sided.drift_side order by sided.week_on)
)

select
    measured.team_id,
    measured.week_on,
    measured.not_judged_because,
    judged.drift_side,
    changes.main_part_of_change,
    coalesce(judged.is_alarm, false) as is_alarm,
    measured.strategic_share,
    measured.planned_share as planned_strategic_share,
    measured.gap_share::double as plan_gap_share,
    judged.ewma_gap_share,
    judged.ewma_limit_share,
    judged.noise_share,
    judged.cusum_below,
    judged.cusum_above,
    changes.change_in_strategic_effort_days,
    changes.mix_days as change_by_mix_days,
    changes.volume_days as change_by_volume_days,
    changes.reclassified_days as change_by_reclassification_days,
    changes.data_quality_days as change_by_data_quality_days,
    alignment.strategic_effort_days,
    changes.reference_strategic_effort_days,
    measured.classified_effort_days,
    coalesce(changes.n_reference_weeks, 0) as n_reference_weeks,
    coalesce(judged.n_noise_weeks, 0) as n_noise_weeks,
    alignment.n_items,
    case
        when judged.drift_side = 'below_plan' then judged.below_since_on
        when judged.drift_side = 'above_plan' then judged.above_since_on
    end as drifting_since_on,
    {{ row_quality('alignment') }}
from measured
inner join alignment
    on measured.team_id = alignment.team_id
    and measured.week_on = alignment.week_on
left join judged
    on measured.team_id = judged.team_id
    and measured.week_on = judged.week_on
left join changes
    on measured.team_id = changes.team_id
    and measured.week_on = changes.week_on
