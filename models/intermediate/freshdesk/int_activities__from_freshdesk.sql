-- Grain: one row per recorded action of an account on a Freshdesk ticket: asked, replied, noted.
with work_items as (

    select * from {{ ref('int_work_items__from_freshdesk') }}

),

conversations as (

    select * from {{ ref('stg_freshdesk__conversations') }}
    where not is_deleted

)

select
    work_items.work_item_id || '/created' as activity_id,
    work_items.work_item_id,
    'freshdesk' as source_system,
    work_items.requester_account_id as account_id,
    'created' as activity_kind,
    work_items.created_at as acted_at
from work_items

union all

select
    'freshdesk:' || conversations.conversation_id as activity_id,
    work_items.work_item_id,
    'freshdesk' as source_system,
    case when conversations.is_incoming then 'requester:' else 'agent:' end
    || conversations.user_id as account_id,
    case
        when conversations.is_incoming then 'comment'
        when conversations.is_private then 'internal_note'
        else 'public_reply'
    end as activity_kind,
    conversations.created_at as acted_at
from conversations
-- A conversation may come a night before its ticket: it waits for it.
inner join work_items
    on conversations.ticket_id = work_items.item_key
