-- Grain: one row per published team and week: its effort by purpose; items that came, went, came back; promises.
with
team_weeks as (select * from {{ ref('int_team_weeks__published') }}),

team_effort as (select * from {{ ref('int_team_effort__weekly') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

work_items as (select * from {{ ref('fct_work_items') }}),

status_spans as (select * from {{ ref('fct_status_spans') }}),

responses as (select * from {{ ref('int_service_responses__weekly') }}),

effort as (
    select
        team_effort.team_id,
        team_effort.week_on,
        sum(team_effort.effort_days)
        filter (where work_items.work_class <> 'unclassified') as classified_effort_days,
        sum(team_effort.effort_days)
        filter (where work_items.work_category in ('defect', 'incident')) as failure_effort_days
    from team_effort
    inner join work_items on team_effort.work_item_id = work_items.work_item_id
    group by team_effort.team_id, team_effort.week_on
),

happenings as (
    select
        status_spans.work_item_id,
        date_trunc('week', status_spans.started_at)::date as week_on,
        'completed' as what
    from status_spans
    where
        status_spans.status_group = 'done'
        and status_spans.previous_status_group is distinct from 'done'
    union all
    select
        status_spans.work_item_id,
        date_trunc('week', status_spans.started_at)::date as week_on,
        'reopened' as what
    from status_spans
    where status_spans.status_group <> 'done' and status_spans.previous_status_group = 'done'
    union all
    select
        work_items.work_item_id,
        date_trunc('week', work_items.created_at)::date as week_on,
        'created' as what
    from work_items
),

items as (
    select
        team_ancestors.ancestor_team_id as team_id,
        happenings.week_on,
        count(*) filter (where happenings.what = 'created') as n_created,
        count(*) filter (where happenings.what = 'completed') as n_completions,
        count(*) filter (where happenings.what = 'reopened') as n_reopens
    from happenings
    -- The inner join leaves out what happened to deleted items.
    inner join work_items
        on happenings.work_item_id = work_items.work_item_id
        and not work_items.is_deleted
    inner join team_ancestors on work_items.team_id = team_ancestors.team_id
    group by team_ancestors.ancestor_team_id, happenings.week_on
)

select
    team_weeks.team_id,
    team_weeks.week_on,
    coalesce(effort.classified_effort_days, 0) as classified_effort_days,
    coalesce(effort.failure_effort_days, 0) as failure_effort_days,
    coalesce(items.n_created, 0) as n_created,
    coalesce(items.n_completions, 0) as n_completions,
    coalesce(items.n_reopens, 0) as n_reopens,
    coalesce(responses.n_first_reply_targets + responses.n_resolution_targets, 0) as n_targets,
    coalesce(
        responses.n_first_reply_targets_met + responses.n_resolution_targets_met, 0
    ) as n_targets_met
from team_weeks
inner join effort
    on team_weeks.team_id = effort.team_id
    and team_weeks.week_on = effort.week_on
left join items
    on team_weeks.team_id = items.team_id
    and team_weeks.week_on = items.week_on
left join responses
    on team_weeks.team_id = responses.team_id
    and team_weeks.week_on = responses.week_on
