-- Grain: one row per status a Zendesk ticket took; the first is the one it was created with.
-- Where audits are missing (archived, scrubbed, not pulled yet) the ticket itself bounds its story:
-- a row at creation, and a last one where the ticket is now in a group its audits do not end with.
with work_items as (

    select * from {{ ref('int_work_items__from_zendesk') }}

),

status_events as (

    select * from {{ ref('int_status_events__from_zendesk') }}

),

statuses as (

    select * from {{ ref('int_statuses__from_zendesk') }}

),

-- Created in: what the first audit tells; else `new` if it is done by now; else what it is in now.
openings as (

    select
        work_items.work_item_id,
        coalesce(statuses.source_status, work_items.source_status) as source_status,
        coalesce(statuses.status_group, work_items.status_group) as status_group,
        work_items.created_at as changed_at,
        0 as event_order
    from work_items
    left join status_events as first_events
        on work_items.item_key = first_events.ticket_id and first_events.event_order = 1
    left join statuses
        on statuses.status_reference = coalesce(
            first_events.previous_status,
            case when work_items.status_group = 'done' then 'new' end
        )
    where not coalesce(first_events.is_creation, false)

),

recorded as (

    select
        work_items.work_item_id,
        status_events.source_status,
        status_events.status_group,
        case
            when status_events.is_creation then work_items.created_at
            else status_events.changed_at
        end as changed_at,
        status_events.event_order
    from status_events
    -- An audit may come a night before its ticket: it waits for it.
    inner join work_items
        on status_events.ticket_id = work_items.item_key

),

endings as (

    select
        work_items.work_item_id,
        work_items.source_status,
        work_items.status_group,
        case
            when work_items.is_deleted then work_items.updated_at
            else coalesce(work_items.resolved_at, work_items.updated_at)
        end as changed_at,
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
        lag(story.status_group) over (
            partition by story.work_item_id order by story.event_order nulls last
        ) as previous_group,
        max(story.changed_at) over (
            partition by story.work_item_id order by story.event_order nulls last
            rows between unbounded preceding and current row
        ) as settled_at
    from story

)

select
    told.work_item_id,
    told.source_status,
    told.status_group,
    told.settled_at as changed_at,
    row_number() over (
        partition by told.work_item_id order by told.event_order nulls last
    ) as change_order
from told
where told.event_order is not null or told.status_group is distinct from told.previous_group
