-- Grain: one row per status a Freshdesk ticket is known to have taken; the first is at creation.
-- Freshdesk tells no history, only moments: this is an approximation that ends where the ticket is.
with status_moments as (

    select * from {{ ref('int_status_moments__from_freshdesk') }}

),

tickets as (

    select * from {{ ref('stg_freshdesk__tickets') }}

),

work_items as (

    select * from {{ ref('int_work_items__from_freshdesk') }}

),

statuses as (

    select * from {{ ref('int_statuses__from_freshdesk') }}

),

story as (

    select
        work_items.work_item_id,
        statuses.source_status,
        status_moments.status_group,
        status_moments.changed_at,
        row_number() over (
            partition by work_items.work_item_id
            order by status_moments.changed_at, status_moments.step
        ) as event_order
    from status_moments
    left join work_items
        on status_moments.ticket_id = work_items.item_key
    left join statuses
        on status_moments.status_code = statuses.status_code

    union all

    select
        work_items.work_item_id,
        work_items.source_status,
        work_items.status_group,
        coalesce(tickets.status_updated_at, work_items.updated_at) as changed_at,
        null as event_order
    from work_items
    left join tickets
        on work_items.item_key = tickets.ticket_id

),

told as (

    select
        story.*,
        lag(story.source_status || story.status_group) over (
            partition by story.work_item_id order by story.event_order nulls last
        ) as previous_status,
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
where told.source_status || told.status_group is distinct from told.previous_status
