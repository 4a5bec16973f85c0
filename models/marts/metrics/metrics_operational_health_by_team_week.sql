-- Grain: one row per team and whole week in which enough of its people worked.
-- A team that is too small is seen in the team above it: reply times of one person are a person's.
with
team_weeks as (select * from {{ ref('int_team_weeks__published') }}),

quality as (select * from {{ ref('int_team_week_quality__measured') }}),

flow as (select * from {{ ref('int_service_flow__weekly') }}),

responses as (select * from {{ ref('int_service_responses__weekly') }})

select
    team_weeks.team_id,
    team_weeks.week_on,
    flow.n_created_items as n_intake_items,
    flow.n_solved_items,
    flow.n_backlog_items,
    (flow.n_reopened_items / nullif(flow.n_solved_items, 0))::double as reopen_rate,
    flow.n_reopened_items,
    responses.first_reply_p50_business_hours,
    responses.first_reply_p90_business_hours,
    coalesce(responses.n_first_replies, 0) as n_first_replies,
    responses.resolution_p50_business_hours,
    responses.resolution_p90_business_hours,
    coalesce(responses.n_resolutions, 0) as n_resolutions,
    (responses.n_first_reply_targets_met / nullif(responses.n_first_reply_targets, 0))::double
        as first_reply_attainment_share,
    coalesce(responses.n_first_reply_targets_met, 0) as n_first_reply_targets_met,
    coalesce(responses.n_first_reply_targets, 0) as n_first_reply_targets,
    (responses.n_resolution_targets_met / nullif(responses.n_resolution_targets, 0))::double
        as resolution_attainment_share,
    coalesce(responses.n_resolution_targets_met, 0) as n_resolution_targets_met,
    coalesce(responses.n_resolution_targets, 0) as n_resolution_targets,
    (responses.n_good_ratings / nullif(responses.n_ratings, 0))::double as satisfaction_share,
    coalesce(responses.n_good_ratings, 0) as n_good_ratings,
    coalesce(responses.n_ratings, 0) as n_ratings,
    flow.n_created_incidents,
    flow.n_created_defects,
    flow.n_solved_defects,
    team_weeks.n_people,
    {{ row_quality('quality') }}
from team_weeks
-- The inner join drops no row: the flow has every published team and week.
inner join flow
    on team_weeks.team_id = flow.team_id
    and team_weeks.week_on = flow.week_on
left join responses
    on team_weeks.team_id = responses.team_id
    and team_weeks.week_on = responses.week_on
left join quality
    on team_weeks.team_id = quality.team_id
    and team_weeks.week_on = quality.week_on
