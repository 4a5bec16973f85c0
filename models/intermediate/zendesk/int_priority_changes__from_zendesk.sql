-- Grain: one row per priority a Zendesk ticket took (null: none); the first is at creation.
-- Where audits are missing the ticket itself bounds its story, as for its assignees.
with work_items as (

    select * from {{ ref('int_work_items__from_zendesk') }}

),

ticket_audit_events as (

    select
        *,
        event_type = 'Change' and field_name = 'priority' as is_change,
        field_name = 'priority' as is_priority
    from {{ ref('stg_zendesk__ticket_audit_events') }}
    where event_type = 'Create' or (event_type = 'Change' and field_name = 'priority')

),

-- A trigger may set the priority again inside the audit that fired it: the last value stands.
priority_events as (

    select
        ticket_id,
        min_by(coalesce(previous_value, ''), event_id::bigint) filter (where is_change)
            as previous_priority,
        max_by(coalesce(field_value, ''), event_id::bigint) filter (where is_priority)
            as priority_name,
        bool_or(event_type = 'Create') as is_creation,
        row_number() over (partition by ticket_id order by created_at, audit_id::bigint)
            as event_order,
        created_at
    from ticket_audit_events
    group by ticket_id, audit_id, created_at

),

-- Without a first audit: what the first change replaced; without any change: what it is now.
openings as (

    select
        work_items.work_item_id,
        case
            when first_events.ticket_id is null then work_items.priority_name
            else nullif(first_events.previous_priority, '')
        end as priority_name,
        work_items.created_at as changed_at,
        0 as event_order
    from work_items
    left join priority_events as first_events
        on work_items.item_key = first_events.ticket_id and first_events.event_order = 1
    where not coalesce(first_events.is_creation, false)

),

recorded as (

    select
        work_items.work_item_id,
        nullif(priority_events.priority_name, '') as priority_name,
        case
            when priority_events.is_creation then work_items.created_at
            else priority_events.created_at
        end as changed_at,
        priority_events.event_order
    from priority_events
    -- An audit may come a night before its ticket: it waits for it.
    inner join work_items
        on priority_events.ticket_id = work_items.item_key

),

endings as (

    select
        work_items.work_item_id,
        work_items.priority_name,
        work_items.updated_at as changed_at,
        null as event_order
    from work_items

),

story as (

    select * from openings
    union all
    select * from recorded
    union all
    select * from endings

),

told as (

    select
        story.*,
        lag(story.priority_name) over (
            partition by story.work_item_id order by story.event_order nulls last
        ) as previous_priority,
        max(story.changed_at) over (
            partition by story.work_item_id order by story.event_order nulls last
            rows between unbounded preceding and current row
        ) as settled_at
    from story

)

select
    told.work_item_id,
    told.priority_name,
    told.settled_at as changed_at,
    row_number() over (
        partition by told.work_item_id order by told.event_order nulls last
    ) as change_order
from told
where
    told.event_order is not null
    or told.priority_name is distinct from told.previous_priority
