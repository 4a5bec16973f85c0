-- Grain: one row per Zendesk ticket, deleted ones included.
-- A custom status counts while its category is the ticket's status: closed and deleted keep the id.
with tickets as (

    select * from {{ ref('stg_zendesk__tickets') }}

),

metric_sets as (

    select * from {{ ref('stg_zendesk__metric_sets') }}
    qualify
        row_number() over (
            partition by ticket_id order by updated_at desc nulls last, metric_set_id desc
        ) = 1

),

agent_groups as (

    select * from {{ ref('stg_zendesk__groups') }}

),

organizations as (

    select * from {{ ref('stg_zendesk__organizations') }}

),

statuses as (

    select * from {{ ref('int_statuses__from_zendesk') }}

),

tickets_in_status as (

    select
        tickets.*,
        coalesce(custom.source_status, tickets.source_status) as shown_status,
        plain.status_group
    from tickets
    left join statuses as custom
        on
        tickets.custom_status_id = custom.status_reference
        and tickets.source_status = custom.source_status_category
    left join statuses as plain
        on tickets.source_status = plain.status_reference

)

select
    'zendesk:' || tickets.ticket_id as work_item_id,
    'zendesk' as source_system,
    coalesce(agent_groups.group_name, 'group ' || tickets.group_id, 'no group') as container,
    tickets.ticket_id as item_key,
    split_part(tickets.api_url, '/api/v2/', 1) || '/agent/tickets/' || tickets.ticket_id
        as item_url,
    coalesce(tickets.ticket_type, 'ticket') as item_type,
    tickets.subject as title,
    tickets.shown_status as source_status,
    tickets.status_group,
    tickets.priority_name,
    organizations.organization_name as requester_group,
    'zendesk:' || tickets.problem_id as parent_work_item_id,
    tickets.assignee_id as assignee_account_id,
    tickets.requester_id as requester_account_id,
    null::double as estimate_points,
    tickets.due_at::date as due_on,
    tickets.source_status = 'deleted' or tickets.deleted_at is not null as is_deleted,
    coalesce(tickets.subject = 'SCRUBBED', false) as is_scrubbed,
    tickets.created_at,
    tickets.updated_at,
    -- The metric set keeps the time of an earlier solution while the ticket is open again.
    case
        when tickets.status_group = 'done' then coalesce(
                metric_sets.solved_at,
                case when tickets.source_status in ('solved', 'closed') then tickets.updated_at end
            )
    end as resolved_at
from tickets_in_status as tickets
left join metric_sets
    on tickets.ticket_id = metric_sets.ticket_id
left join agent_groups
    on tickets.group_id = agent_groups.group_id
left join organizations
    on tickets.organization_id = organizations.organization_id
