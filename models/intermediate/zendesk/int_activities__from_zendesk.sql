-- Grain: one row per recorded action of an account on a Zendesk ticket.
-- What a trigger or automation did is -1's, also inside the audit of the person who fired it.
with tickets as (

    select * from {{ ref('stg_zendesk__tickets') }}

),

accounts as (

    select * from {{ ref('int_accounts__from_zendesk') }}

),

ticket_audit_events as (

    select
        *,
        case
            when via_channel in ('rule', 'trigger', 'automation', 'system') then '-1'
            else author_id
        end as account_id,
        bool_or(event_type = 'Create') over (partition by audit_id) as is_creation,
        row_number() over (
            partition by audit_id, event_type in ('Comment', 'VoiceComment')
            order by event_id::bigint
        ) as nth_of_audit
    from {{ ref('stg_zendesk__ticket_audit_events') }}

),

created as (

    select
        'zendesk:' || tickets.ticket_id || '/created' as activity_id,
        tickets.ticket_id,
        case when accounts.is_employee then tickets.submitter_id else tickets.requester_id end
            as account_id,
        'created' as activity_kind,
        tickets.created_at as acted_at
    from tickets
    left join accounts
        on tickets.submitter_id = accounts.account_id

),

comments as (

    select
        'zendesk:' || events.event_id as activity_id,
        events.ticket_id,
        events.account_id,
        case
            when accounts.is_employee and events.is_public then 'public_reply'
            when coalesce(accounts.is_employee, true) and not events.is_public
                then 'internal_note'
            else 'comment'
        end as activity_kind,
        events.created_at as acted_at
    from ticket_audit_events as events
    left join accounts
        on events.account_id = accounts.account_id
    where
        events.event_type in ('Comment', 'VoiceComment')
        -- The first comment of the first audit is the request itself.
        and not (events.is_creation and events.nth_of_audit = 1)

),

-- One per audit, actor and kind: a form saved once is one action, however many fields it held.
changes as (

    select
        audit_id,
        ticket_id,
        account_id,
        case
            when field_name in ('status', 'custom_status_id') then 'transition'
            else 'field_change'
        end as activity_kind,
        created_at as acted_at
    from ticket_audit_events
    where event_type = 'Change'
    group by all

),

activities as (

    select * from created
    union all
    select * from comments
    union all
    select
        'zendesk:' || audit_id || '/' || activity_kind || '/' || coalesce(account_id, '')
            as activity_id,
        ticket_id,
        account_id,
        activity_kind,
        acted_at
    from changes

)

select
    activities.activity_id,
    'zendesk:' || activities.ticket_id as work_item_id,
    'zendesk' as source_system,
    activities.account_id,
    activities.activity_kind,
    activities.acted_at
from activities
-- An audit may come a night before its ticket: it waits for it.
inner join tickets
    on activities.ticket_id = tickets.ticket_id
