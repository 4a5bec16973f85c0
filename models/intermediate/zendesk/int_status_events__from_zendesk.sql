-- Grain: one row per ticket and audit that set its status, in event_order from 1.
-- Audit ids do not rise with time: the order is the time's, the id only breaks ties.
with ticket_audit_events as (

    select * from {{ ref('stg_zendesk__ticket_audit_events') }}
    where
        event_type in ('Create', 'Change')
        and field_name in ('status', 'custom_status_id')

),

statuses as (

    select * from {{ ref('int_statuses__from_zendesk') }}

),

-- A trigger may set the status again inside the audit that fired it: the last value stands.
set_per_audit as (

    select
        ticket_id,
        audit_id,
        min_by(previous_value, event_id::bigint)
        filter (where field_name = 'status' and previous_value is not null)
            as previous_status,
        max_by(field_value, event_id::bigint) filter (where field_name = 'status')
            as source_status,
        max_by(field_value, event_id::bigint) filter (where field_name = 'custom_status_id')
            as custom_status_id,
        bool_or(event_type = 'Create') as is_creation,
        created_at
    from ticket_audit_events
    group by all

)

select
    set_per_audit.ticket_id,
    set_per_audit.audit_id,
    set_per_audit.previous_status,
    coalesce(custom.source_status, plain.source_status) as source_status,
    coalesce(custom.status_group, plain.status_group) as status_group,
    set_per_audit.is_creation,
    row_number() over (
        partition by set_per_audit.ticket_id
        order by set_per_audit.created_at, set_per_audit.audit_id::bigint
    ) as event_order,
    set_per_audit.created_at as changed_at
from set_per_audit
left join statuses as custom
    on
    set_per_audit.custom_status_id = custom.status_reference
    and coalesce(set_per_audit.source_status, custom.source_status_category)
    = custom.source_status_category
left join statuses as plain
    on set_per_audit.source_status = plain.status_reference
-- An id no longer listed, without a word beside it, tells nothing.
where coalesce(custom.status_group, plain.status_group) is not null
