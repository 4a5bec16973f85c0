-- Grain: one row per ticket and promise (first_reply, resolution): the target, when it fell due, kept or not.
-- A promise is decided when it is kept in time or when its time runs out, whichever is first.
with
applied as (select * from {{ ref('int_ticket_priorities__applied') }}),

service_levels as (select * from {{ ref('int_service_levels__resolved') }}),

moments as (select * from {{ ref('int_ticket_moments__timed') }}),

calendar_days as (select * from {{ ref('int_calendar_days__scheduled') }}),

promised as (
    select
        applied.work_item_id,
        applied.team_id,
        applied.promise_kind,
        applied.priority_name,
        case applied.promise_kind
            when 'first_reply' then service_levels.first_reply_target_hours
            else service_levels.resolution_target_hours
        end as target_hours,
        kept.happened_at as kept_at,
        resolved.happened_at as resolved_at,
        created.open_hours_until as open_hours_at_creation,
        case
            when kept.happened_at is not null
                then greatest(kept.open_hours_until, created.open_hours_until)
                    - created.open_hours_until
        end as business_hours
    from applied
    inner join moments as created
        on applied.work_item_id = created.work_item_id and created.moment_kind = 'created'
    left join moments as kept
        on applied.work_item_id = kept.work_item_id
        and applied.promise_kind = kept.moment_kind
    left join moments as resolved
        on applied.work_item_id = resolved.work_item_id and resolved.moment_kind = 'resolution'
    left join service_levels
        on applied.team_id = service_levels.team_id
        and lower(coalesce(applied.priority_name, '')) = service_levels.priority_name
),

-- A target ends within the one working day that holds its last hour; none by as_of: not yet due.
dated as (
    select
        promised.*,
        {{ hours_after(
            'calendar_days.opens_at',
            'promised.open_hours_at_creation + promised.target_hours::decimal(28, 15)'
            ~ ' - calendar_days.open_hours_before'
        ) }} as due_at
    from promised
    left join calendar_days
        on promised.team_id = calendar_days.calendar_team_id
        and promised.open_hours_at_creation + promised.target_hours::decimal(28, 15)
        > calendar_days.open_hours_before
        and promised.open_hours_at_creation + promised.target_hours::decimal(28, 15)
        <= calendar_days.open_hours_before + calendar_days.open_hours
),

-- Solved without a reply before one fell due: no reply was owed any more.
judged as (
    select
        dated.*,
        case
            when dated.target_hours is null then null
            when dated.business_hours <= dated.target_hours then true
            when dated.kept_at is null and dated.resolved_at <= dated.due_at then null
            when dated.due_at < {{ as_of_at() }} then false
        end as is_met
    from dated
)

select
    judged.work_item_id,
    judged.promise_kind,
    judged.priority_name,
    judged.is_met,
    judged.business_hours::double as business_hours,
    judged.target_hours,
    judged.kept_at,
    case when judged.due_at < {{ as_of_at() }} then judged.due_at end as due_at,
    case when judged.is_met then judged.kept_at when not judged.is_met then judged.due_at end
        as decided_at
from judged
