-- Grain: one row per person, work item and working day on which they acted on it.
-- Actions outside the working days of the person's calendar earn nothing.
with
activities as (select * from {{ ref('int_activities__unioned') }}),

activity_kinds as (select * from {{ ref('activity_kinds') }}),

people as (select * from {{ ref('int_people__resolved') }}),

workers as (select * from {{ ref('int_people__scheduled') }}),

team_calendars as (select * from {{ ref('int_team_calendars__resolved') }}),

calendar_days as (select * from {{ ref('int_calendar_days__opened') }}),

-- The inner joins leave out bots, outsiders and kinds of action that are no effort.
dated as (
    select
        workers.person_id,
        workers.calendar_team_id,
        activities.work_item_id,
        {{ date_in_time_zone('activities.acted_at', 'team_calendars.time_zone') }} as worked_on
    from activities
    inner join activity_kinds
        on activities.activity_kind = activity_kinds.activity_kind
        and activity_kinds.is_effort
    inner join people
        on activities.source_system = people.source_system
        and activities.account_id = people.account_id
    inner join workers on people.person_id = workers.person_id
    inner join team_calendars on workers.calendar_team_id = team_calendars.team_id
    where activities.acted_at < {{ as_of_at() }}
)

select
    dated.person_id,
    dated.work_item_id,
    dated.worked_on,
    count(*) as n_actions
from dated
inner join calendar_days
    on dated.calendar_team_id = calendar_days.calendar_team_id
    and dated.worked_on = calendar_days.worked_on
group by dated.person_id, dated.work_item_id, dated.worked_on
