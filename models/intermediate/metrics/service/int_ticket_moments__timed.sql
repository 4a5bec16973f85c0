-- Grain: one row per ticket and moment of it, with the open hours of its team's calendar until then.
-- The business hours between two moments are the difference of the two.
with
milestones as (select * from {{ ref('int_ticket_milestones__derived') }}),

calendar_days as (select * from {{ ref('int_calendar_days__scheduled') }}),

team_calendars as (select * from {{ ref('int_team_calendars__resolved') }}),

moments as (
    select
        milestones.work_item_id,
        milestones.team_id,
        'created' as moment_kind,
        milestones.created_at as happened_at
    from milestones
    union all
    select
        milestones.work_item_id,
        milestones.team_id,
        'first_reply' as moment_kind,
        milestones.first_replied_at as happened_at
    from milestones
    where milestones.first_replied_at is not null
    union all
    select
        milestones.work_item_id,
        milestones.team_id,
        'resolution' as moment_kind,
        milestones.resolved_at as happened_at
    from milestones
    where milestones.resolved_at is not null
),

dated as (
    select
        moments.*,
        {{ date_in_time_zone('moments.happened_at', 'team_calendars.time_zone') }} as day_on
    from moments
    inner join team_calendars on moments.team_id = team_calendars.team_id
)

select
    dated.work_item_id,
    dated.team_id,
    dated.moment_kind,
    dated.happened_at,
    (
        coalesce(calendar_days.open_hours_before, 0)
        + case
            when calendar_days.is_working_day and dated.happened_at > calendar_days.opens_at
                then {{ hours_between(
                    'calendar_days.opens_at',
                    'least(dated.happened_at, calendar_days.closes_at)'
                ) }}
            else 0
        end::decimal(28, 15)
    )::decimal(28, 15) as open_hours_until
from dated
-- What an import dates before all items has no day: nothing was open until then.
left join calendar_days
    on dated.team_id = calendar_days.calendar_team_id
    and dated.day_on = calendar_days.day_on
