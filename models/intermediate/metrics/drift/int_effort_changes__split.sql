-- Grain: one row per published team and week with published weeks before it: how its strategic effort
-- differs from theirs, split by cause. Against what the weeks before would be at this week's volume, one
-- class gained what others lost: strategic effort exchanged with unclassified is data quality, not work.
with
alignment as (select * from {{ ref('metrics_alignment_by_team_week') }}),

reclassified as (select * from {{ ref('int_reference_effort__reclassified') }}),

reference as (
    select
        alignment.team_id,
        alignment.week_on,
        count(*) as n_reference_weeks,
        sum(earlier.strategic_effort_days::decimal(18, 9)) as strategic,
        sum(earlier.operational_effort_days::decimal(18, 9)) as operational,
        sum(earlier.unclassified_effort_days::decimal(18, 9)) as unclassified,
        sum(earlier.effort_days::decimal(18, 9)) as total
    from alignment
    inner join alignment as earlier
        on alignment.team_id = earlier.team_id
        and alignment.week_on > earlier.week_on
        and {{ days_between('earlier.week_on', 'alignment.week_on') }}
        <= 7 * {{ var('drift_reference_weeks') }}
    group by alignment.team_id, alignment.week_on
),

excesses as (
    select
        reference.team_id,
        reference.week_on,
        reference.n_reference_weeks,
        reference.strategic::double / reference.n_reference_weeks as reference_days,
        reference.total::double / reference.n_reference_weeks as reference_total_days,
        reference.strategic::double / reference.total as reference_share,
        alignment.effort_days,
        alignment.strategic_effort_days,
        alignment.strategic_effort_days
        - alignment.effort_days * (reference.strategic::double / reference.total) as strategic,
        alignment.operational_effort_days
        - alignment.effort_days * (reference.operational::double / reference.total)
            as operational,
        alignment.unclassified_effort_days
        - alignment.effort_days * (reference.unclassified::double / reference.total)
            as unclassified,
        coalesce(reclassified.strategic_effort_days, 0)::double / reference.n_reference_weeks
            as reclassified_days
    from reference
    inner join alignment
        on reference.team_id = alignment.team_id
        and reference.week_on = alignment.week_on
    left join reclassified
        on reference.team_id = reclassified.team_id
        and reference.week_on = reclassified.week_on
),

-- What each other class lost where strategic gained, or gained where it lost.
exchanges as (
    select
        excesses.*,
        greatest(0.0, -sign(excesses.strategic) * excesses.operational) as with_operational,
        greatest(0.0, -sign(excesses.strategic) * excesses.unclassified) as with_unclassified
    from excesses
),

split as (
    select
        exchanges.*,
        coalesce(
            exchanges.strategic * exchanges.with_operational
            / nullif(exchanges.with_operational + exchanges.with_unclassified, 0), 0.0
        ) + 0.0 as mix_days,
        coalesce(
            exchanges.strategic * exchanges.with_unclassified
            / nullif(exchanges.with_operational + exchanges.with_unclassified, 0), 0.0
        ) + 0.0 as data_quality_days,
        exchanges.reference_share * (exchanges.effort_days - exchanges.reference_total_days)
            as volume_days
    from exchanges
)

select
    split.team_id,
    split.week_on,
    case nullif(greatest(
        abs(split.mix_days), abs(split.volume_days), abs(split.reclassified_days),
        abs(split.data_quality_days)
    ), 0)
        when abs(split.reclassified_days) then 'reclassification'
        when abs(split.data_quality_days) then 'data_quality'
        when abs(split.mix_days) then 'mix'
        when abs(split.volume_days) then 'volume'
    end as main_part_of_change,
    split.n_reference_weeks,
    split.reference_days - split.reclassified_days as reference_strategic_effort_days,
    split.strategic_effort_days - split.reference_days + split.reclassified_days
        as change_in_strategic_effort_days,
    split.mix_days,
    split.volume_days,
    split.reclassified_days,
    split.data_quality_days
from split
