-- Grain: one row per priority a Zendesk ticket took; the first is its priority at creation.
-- What a trigger sets inside the audit that fired it is one change: the last value stands.
with tickets as (

    select * from {{ ref('stg_zendesk__tickets') }}

),

set_per_audit as (

    select
        ticket_id,
        audit_id,
        min_by(previous_value, event_id::bigint) filter (where event_type = 'Change')
            as previous_priority,
        max_by(field_value, event_id::bigint) as priority_name,
        bool_or(event_type = 'Create') as is_creation,
        created_at
    from {{ ref('stg_zendesk__ticket_audit_events') }}
    where
        event_type in ('Create', 'Change')
        and field_name = 'priority'
    group by all

),

numbered as (

    select
        *,
        row_number() over (
            partition by ticket_id order by created_at, audit_id::bigint
        ) as event_order
    from set_per_audit

),

-- A ticket created without a priority has no event that says so.
taken_priorities as (

    select
        tickets.ticket_id,
        case
            when numbered.ticket_id is null then tickets.priority_name
            when numbered.is_creation then numbered.priority_name
            else numbered.previous_priority
        end as priority_name,
        tickets.created_at as changed_at,
        0 as change_order
    from tickets
    left join numbered
        on tickets.ticket_id = numbered.ticket_id
        and numbered.event_order = 1
    union all
    select
        numbered.ticket_id,
        numbered.priority_name,
        greatest(numbered.created_at, tickets.created_at) as changed_at,
        numbered.event_order as change_order
    from numbered
    -- An audit may come a night before its ticket: it waits for it.
    inner join tickets on numbered.ticket_id = tickets.ticket_id
    where not numbered.is_creation

)

select
    'zendesk:' || taken_priorities.ticket_id as work_item_id,
    taken_priorities.priority_name,
    taken_priorities.changed_at,
    taken_priorities.change_order
from taken_priorities
