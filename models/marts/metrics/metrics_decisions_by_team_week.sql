-- Grain: one row per team and whole week in which enough of its people worked.
-- How long the team's items waited to be decided about, stood waiting, and changed their priority.
with
team_weeks as (select * from {{ ref('int_team_weeks__published') }}),

quality as (select * from {{ ref('int_team_week_quality__measured') }}),

triages as (select * from {{ ref('int_triages__weekly') }}),

waits as (select * from {{ ref('int_waits__weekly') }}),

open_hours as (select * from {{ ref('int_open_hours__weekly') }})

select
    team_weeks.team_id,
    team_weeks.week_on,
    triages.triage_hours_p50,
    triages.triage_hours_p85,
    coalesce(triages.n_triaged_items, 0) as n_triaged_items,
    coalesce(triages.n_untriaged_items, 0) as n_untriaged_items,
    waits.wait_hours_p50,
    waits.wait_hours_p85,
    coalesce(waits.n_ended_waits, 0) as n_ended_waits,
    (
        open_hours.waiting_hours
        / nullif(open_hours.waiting_hours + open_hours.in_progress_hours, 0)
    )::double as waiting_share,
    coalesce(open_hours.waiting_hours, 0)::double as waiting_hours,
    coalesce(open_hours.in_progress_hours, 0)::double as in_progress_hours,
    (open_hours.n_priority_changes / nullif(open_hours.n_prioritised_items, 0))::double
        as priority_changes_per_item,
    coalesce(open_hours.n_priority_changes, 0) as n_priority_changes,
    coalesce(open_hours.n_prioritised_items, 0) as n_prioritised_items,
    {{ row_quality('quality') }}
from team_weeks
left join triages
    on team_weeks.team_id = triages.team_id
    and team_weeks.week_on = triages.week_on
left join waits
    on team_weeks.team_id = waits.team_id
    and team_weeks.week_on = waits.week_on
left join open_hours
    on team_weeks.team_id = open_hours.team_id
    and team_weeks.week_on = open_hours.week_on
left join quality
    on team_weeks.team_id = quality.team_id
    and team_weeks.week_on = quality.week_on
