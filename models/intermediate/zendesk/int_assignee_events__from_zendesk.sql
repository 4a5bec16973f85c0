-- Grain: one row per ticket and audit that created it or set its assignee, in event_order from 1.
-- Audit ids do not rise with time: the order is the time's, the id only breaks ties.
with ticket_audit_events as (

    select * from {{ ref('stg_zendesk__ticket_audit_events') }}

),

-- The empty text is an assignee set to nobody; null is an event about something else.
assigned as (

    select
        ticket_id,
        audit_id,
        event_id,
        event_type,
        case when field_name = 'assignee_id' then coalesce(field_value, '') end as assignee_id,
        case
            when field_name = 'assignee_id' and event_type = 'Change'
                then coalesce(previous_value, '')
        end as previous_assignee_id,
        created_at
    from ticket_audit_events
    where
        event_type = 'Create'
        or (event_type = 'Change' and field_name = 'assignee_id')

)

select
    ticket_id,
    audit_id,
    nullif(
        min_by(previous_assignee_id, event_id::bigint)
        filter (where previous_assignee_id is not null),
        ''
    ) as previous_account_id,
    nullif(
        max_by(assignee_id, event_id::bigint) filter (where assignee_id is not null),
        ''
    ) as account_id,
    bool_or(event_type = 'Create') as is_creation,
    row_number() over (partition by ticket_id order by created_at, audit_id::bigint)
        as event_order,
    created_at as changed_at
from assigned
group by ticket_id, audit_id, created_at
