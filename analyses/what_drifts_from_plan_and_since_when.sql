-- What drifts from plan, and since when?
-- Teams that drifted in the newest week or began to in the last 26, the one that drifts now and farthest
-- first. A drift is due to work where most of the change in the week it rang is mix or volume; where
-- it is reclassification or data quality, look at the rules and the unclassified items before anybody's work.
-- Where the newest week could not be judged, or the team has none, it is not known whether it drifts now.
with
drift as (select * from {{ ref('metrics_drift_by_team_week') }}),

newest as (select max(drift.week_on) as week_on from drift),

last_alarms as (
    select drift.* from drift
    where drift.is_alarm
    qualify
        row_number() over (partition by drift.team_id order by drift.week_on desc) = 1
)

select
    teams.team_name,
    case
        when drift.team_id is not null and drift.not_judged_because is null
            then drift.drift_side is not null
    end as is_drifting_now,
    coalesce(drift.drift_side, last_alarms.drift_side) as drift_side,
    coalesce(drift.drifting_since_on, last_alarms.drifting_since_on) as drifting_since_on,
    last_alarms.week_on as alarm_week_on,
    drift.planned_strategic_share,
    drift.strategic_share,
    drift.plan_gap_share,
    drift.ewma_gap_share,
    last_alarms.main_part_of_change as main_part_of_change_at_alarm,
    last_alarms.change_in_strategic_effort_days,
    last_alarms.change_by_mix_days,
    last_alarms.change_by_volume_days,
    last_alarms.change_by_reclassification_days,
    last_alarms.change_by_data_quality_days,
    drift.classified_effort_days,
    case when drift.team_id is null then 'no_week' else drift.not_judged_because end
        as not_judged_because
from last_alarms
cross join newest
inner join {{ ref('dim_teams') }} as teams on last_alarms.team_id = teams.team_id
left join drift
    on last_alarms.team_id = drift.team_id
    and newest.week_on = drift.week_on
where
    drift.drift_side is not null
    or last_alarms.week_on >= newest.week_on - interval '182 days'
order by
    (drift.drift_side is not null) desc, abs(drift.ewma_gap_share) desc nulls last,
    last_alarms.team_id asc
