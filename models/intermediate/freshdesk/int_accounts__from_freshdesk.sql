-- Grain: one row per Freshdesk agent and per requester of a ticket.
with agents as (

    select * from {{ ref('stg_freshdesk__agents') }}

),

-- Contacts are not pulled: a requester is known from the newest ticket that names them.
requesters as (

    select * from {{ ref('stg_freshdesk__tickets') }}
    where requester_id is not null
    qualify
        row_number() over (
            partition by requester_id order by updated_at desc nulls last, ticket_id desc
        ) = 1

)

select
    'freshdesk' as source_system,
    'agent:' || agents.agent_id as account_id,
    agents.agent_name as account_name,
    lower(agents.email) as email,
    true as is_email_verified,
    false as is_bot,
    coalesce(agents.is_active, true) and not coalesce(agents.is_deactivated, false) as is_active,
    true as is_employee
from agents

union all

select
    'freshdesk' as source_system,
    'requester:' || requesters.requester_id as account_id,
    requesters.requester_name as account_name,
    lower(requesters.requester_email) as email,
    false as is_email_verified,
    false as is_bot,
    true as is_active,
    false as is_employee
from requesters
