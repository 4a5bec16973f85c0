-- Grain: one row per assignee a Zendesk ticket took (null: nobody); the first is at creation.
-- Where audits are missing the ticket itself bounds its story, as for its statuses.
with work_items as (

    select * from {{ ref('int_work_items__from_zendesk') }}

),

metric_sets as (

    select
        ticket_id,
        max(assigned_at) as assigned_at
    from {{ ref('stg_zendesk__metric_sets') }}
    group by all

),

assignee_events as (

    select * from {{ ref('int_assignee_events__from_zendesk') }}

),

-- Without a first audit: nobody, until the time Zendesk says the ticket was assigned.
openings as (

    select
        work_items.work_item_id,
        case
            when first_events.ticket_id is not null then first_events.previous_account_id
            when metric_sets.assigned_at > work_items.created_at then null
            else work_items.assignee_account_id
        end as account_id,
        work_items.created_at as changed_at,
        0 as event_order
    from work_items
    left join assignee_events as first_events
        on work_items.item_key = first_events.ticket_id and first_events.event_order = 1
    left join metric_sets
        on work_items.item_key = metric_sets.ticket_id
    where not coalesce(first_events.is_creation, false)

),

recorded as (

    select
        work_items.work_item_id,
        assignee_events.account_id,
        case
            when assignee_events.is_creation then work_items.created_at
            else assignee_events.changed_at
        end as changed_at,
        assignee_events.event_order
    from assignee_events
    -- An audit may come a night before its ticket: it waits for it.
    inner join work_items
        on assignee_events.ticket_id = work_items.item_key

),

endings as (

    select
        work_items.work_item_id,
        work_items.assignee_account_id as account_id,
        coalesce(metric_sets.assigned_at, work_items.updated_at) as changed_at,
        null as event_order
    from work_items
    left join metric_sets
        on work_items.item_key = metric_sets.ticket_id

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
        lag(story.account_id) over (
            partition by story.work_item_id order by story.event_order nulls last
        ) as previous_account_id,
        max(story.changed_at) over (
            partition by story.work_item_id order by story.event_order nulls last
            rows between unbounded preceding and current row
        ) as settled_at
    from story

)

select
    told.work_item_id,
    told.account_id,
    told.settled_at as changed_at,
    row_number() over (
        partition by told.work_item_id order by told.event_order nulls last
    ) as change_order
from told
where
    told.event_order is not null
    or told.account_id is distinct from told.previous_account_id
