-- Grain: one row per link a ticket states: a child to its parent, an incident to its tracker.
-- Association codes: 1 parent, 2 child, 3 tracker, 4 related to a tracker; each link is told once.
with ticket_associations as (

    select * from {{ ref('stg_freshdesk__ticket_associations') }}

)

select
    'freshdesk:' || ticket_associations.ticket_id as from_work_item_id,
    'freshdesk:' || ticket_associations.associated_ticket_id as to_work_item_id,
    case ticket_associations.association_code when '2' then 'parent' else 'incident_of' end
        as link_kind,
    'associated_tickets_list' as proof_field,
    ticket_associations.associated_ticket_id as proof_text
from ticket_associations
where ticket_associations.association_code in ('2', '4')
