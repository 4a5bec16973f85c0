-- Grain: one row per person, work item and working day with a sign of work, with its weights.
-- Weight: the part of the working day it was in progress and theirs, plus a fixed one per action.
-- Weights are decimals: sums of doubles depend on their order, and two builds would differ.
with
progress_spans as (select * from {{ ref('int_progress_spans__assigned') }}),

actions as (select * from {{ ref('int_actions__dated') }}),

calendar_days as (select * from {{ ref('int_calendar_days__opened') }}),

span_days as (
    select
        progress_spans.*,
        exploded.worked_on
    from progress_spans
    cross join {{ explode_array(days_from_to(
        "progress_spans.started_at::date - interval '1 day'",
        "progress_spans.ended_at::date + interval '1 day'"
    )) }} as exploded (worked_on)
),

progress as (
    select
        span_days.person_id,
        span_days.work_item_id,
        span_days.worked_on,
        ({{ hours_between(
            'greatest(span_days.started_at, calendar_days.opens_at)',
            'least(span_days.ended_at, calendar_days.closes_at)'
        ) }} / {{ hours_between('calendar_days.opens_at', 'calendar_days.closes_at') }}
        )::decimal(18, 9) as progress_weight,
        0 as n_actions
    from span_days
    inner join calendar_days
        on span_days.calendar_team_id = calendar_days.calendar_team_id
        and span_days.worked_on = calendar_days.worked_on
        and span_days.started_at < calendar_days.closes_at
        and span_days.ended_at > calendar_days.opens_at
),

acted as (
    select
        actions.person_id,
        actions.work_item_id,
        actions.worked_on,
        0.0::decimal(18, 9) as progress_weight,
        actions.n_actions
    from actions
),

signs as (
    select * from progress
    union all
    select * from acted
)

select
    signs.person_id,
    signs.work_item_id,
    signs.worked_on,
    sum(signs.progress_weight) as progress_weight,
    sum(signs.n_actions) as n_actions,
    sum(signs.progress_weight) + sum(signs.n_actions) * {{ var('effort_action_weight') }}
        as presence_weight
from signs
group by signs.person_id, signs.work_item_id, signs.worked_on
