-- The share that is corrected must be the share on the first line, or the two contradict each other.
with
quality as (select * from {{ ref('metrics_classification_quality_by_week') }}),

recent as (select * from {{ ref('metrics_recent_alignment_by_team') }}),

teams as (select * from {{ ref('dim_teams') }})

select
    recent.last_week_on,
    recent.strategic_share,
    quality.headline_strategic_share
from recent
inner join teams
    on recent.team_id = teams.team_id
    and teams.parent_team_id is null
left join quality on recent.last_week_on = quality.week_on
where
    -- After a week in which nobody worked, the two end on different weeks.
    {{ days_between('recent.last_week_on', "date_trunc('week', '" ~ var("as_of") ~ "'::date)") }}
    = 7
    and (
        quality.week_on is null
        or abs(recent.effort_days - quality.headline_effort_days) > 0.000001
        or abs(recent.strategic_effort_days - quality.headline_strategic_effort_days) > 0.000001
    )
