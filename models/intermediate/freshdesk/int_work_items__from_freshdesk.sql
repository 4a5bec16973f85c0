-- Grain: one row per Freshdesk ticket; deleted ones and spam are kept, as deleted.
-- Freshdesk has no `new`: an open ticket is in progress once an agent has it.
with tickets as (

    select * from {{ ref('stg_freshdesk__tickets') }}

),

agent_groups as (

    select * from {{ ref('stg_freshdesk__groups') }}

),

companies as (

    select * from {{ ref('stg_freshdesk__companies') }}

),

statuses as (

    select * from {{ ref('int_statuses__from_freshdesk') }}

),

parents as (

    select
        from_work_item_id,
        min(to_work_item_id) as parent_work_item_id
    from {{ ref('int_work_item_links__from_freshdesk') }}
    group by all

),

tickets_in_status as (

    select
        tickets.*,
        'freshdesk:' || tickets.ticket_id as work_item_id,
        statuses.source_status,
        case
            when tickets.status_code = '2' and tickets.responder_id is null then 'to_do'
            else statuses.status_group
        end as status_group
    from tickets
    left join statuses
        on tickets.status_code = statuses.status_code

)

select
    tickets.work_item_id,
    'freshdesk' as source_system,
    coalesce(agent_groups.group_name, 'group ' || tickets.group_id, 'no group') as container,
    tickets.ticket_id as item_key,
    nullif('{{ var("freshdesk_site", "") }}', '') || '/a/tickets/' || tickets.ticket_id
        as item_url,
    coalesce(tickets.ticket_type, 'ticket') as item_type,
    tickets.subject as title,
    tickets.source_status,
    tickets.status_group,
    case tickets.priority_code
        when '1' then 'low' when '2' then 'medium' when '3' then 'high' when '4' then 'urgent'
    end as priority_name,
    companies.company_name as requester_group,
    parents.parent_work_item_id,
    'agent:' || tickets.responder_id as assignee_account_id,
    'requester:' || tickets.requester_id as requester_account_id,
    null::double as estimate_points,
    tickets.due_at::date as due_on,
    coalesce(tickets.is_deleted, false) or coalesce(tickets.is_spam, false)
    or tickets.deleted_at is not null as is_deleted,
    false as is_scrubbed,
    tickets.created_at,
    tickets.updated_at,
    case
        when tickets.status_group = 'done'
            then coalesce(tickets.resolved_at, tickets.closed_at, tickets.updated_at)
    end as resolved_at
from tickets_in_status as tickets
left join agent_groups
    on tickets.group_id = agent_groups.group_id
left join companies
    on tickets.company_id = companies.company_id
left join parents
    on tickets.work_item_id = parents.from_work_item_id
