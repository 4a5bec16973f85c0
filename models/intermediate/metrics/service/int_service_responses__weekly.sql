-- Grain: one row per team and week in which a ticket of its scope was answered, solved, judged or rated.
with
responses as (select * from {{ ref('fct_service_responses') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

-- Each fact belongs to the week in which it came about, not to the week the ticket was created.
told as (
    select
        responses.team_id,
        responses.first_replied_at as happened_at,
        responses.first_reply_business_hours as first_reply_hours,
        null::double as resolution_hours,
        null::boolean as is_first_reply_met,
        null::boolean as is_resolution_met,
        null::boolean as is_satisfied
    from responses
    union all
    select
        responses.team_id,
        responses.resolved_at as happened_at,
        null as first_reply_hours,
        responses.resolution_business_hours as resolution_hours,
        null as is_first_reply_met,
        null as is_resolution_met,
        null as is_satisfied
    from responses
    union all
    select
        responses.team_id,
        responses.first_reply_decided_at as happened_at,
        null as first_reply_hours,
        null as resolution_hours,
        responses.is_first_reply_met,
        null as is_resolution_met,
        null as is_satisfied
    from responses
    union all
    select
        responses.team_id,
        responses.resolution_decided_at as happened_at,
        null as first_reply_hours,
        null as resolution_hours,
        null as is_first_reply_met,
        responses.is_resolution_met,
        null as is_satisfied
    from responses
    union all
    select
        responses.team_id,
        responses.rated_at as happened_at,
        null as first_reply_hours,
        null as resolution_hours,
        null as is_first_reply_met,
        null as is_resolution_met,
        responses.is_satisfied
    from responses
)

select
    team_ancestors.ancestor_team_id as team_id,
    date_trunc('week', told.happened_at)::date as week_on,
    percentile_cont(0.5) within group (order by told.first_reply_hours)
        as first_reply_p50_business_hours,
    percentile_cont(0.9) within group (order by told.first_reply_hours)
        as first_reply_p90_business_hours,
    count(told.first_reply_hours) as n_first_replies,
    percentile_cont(0.5) within group (order by told.resolution_hours)
        as resolution_p50_business_hours,
    percentile_cont(0.9) within group (order by told.resolution_hours)
        as resolution_p90_business_hours,
    count(told.resolution_hours) as n_resolutions,
    count(*) filter (where told.is_first_reply_met) as n_first_reply_targets_met,
    count(told.is_first_reply_met) as n_first_reply_targets,
    count(*) filter (where told.is_resolution_met) as n_resolution_targets_met,
    count(told.is_resolution_met) as n_resolution_targets,
    count(*) filter (where told.is_satisfied) as n_good_ratings,
    count(told.is_satisfied) as n_ratings
from told
inner join team_ancestors on told.team_id = team_ancestors.team_id
where told.happened_at is not null
group by team_ancestors.ancestor_team_id, date_trunc('week', told.happened_at)::date
