-- Grain: one row per published team and month, with what its numbers rest on.
-- A week belongs to the month of its Monday; shares are made of summed effort.
with
weeks as (select * from {{ ref('int_team_week_quality__measured') }})

select
    weeks.team_id,
    date_trunc('month', weeks.week_on)::date as month_on,
    (sum(weeks.classified_effort_days) / nullif(sum(weeks.effort_days), 0))::double
        as coverage_share,
    (sum(weeks.inferred_effort_days) / nullif(sum(weeks.classified_effort_days), 0))::double
        as inferred_share,
    max(weeks.n_stale_tools) as n_stale_tools,
    {{ max_or_unknown('weeks.tool_age_days') }} as tool_age_days,
    {{ max_or_unknown('weeks.census_age_days') }} as census_age_days
from weeks
group by weeks.team_id, date_trunc('month', weeks.week_on)::date
