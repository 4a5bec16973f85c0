-- Grain: one row per time a GitHub issue or pull request was closed or reopened.
-- Where the events stop short of the item's own state, the item is right: unless they were read later.

with

items as (
    select * from {{ ref('int_issues__joined_to_pull_requests') }}
),

events as (
    select * from {{ ref('stg_github__events') }}
),

logged as (
    select
        items.work_item_id,
        events.event_name = 'closed' as is_closed,
        greatest(events.created_at, items.created_at) as changed_at,
        try_cast(events.event_id as bigint) as event_number
    from events
    -- Inner join: an event of an item that was not pulled belongs to no work item.
    inner join items on events.issue_id = items.issue_id
    where events.event_name in ('closed', 'reopened')
),

last_logged as (
    select logged.*
    from logged
    qualify
        row_number() over (
            partition by logged.work_item_id
            order by logged.changed_at desc, logged.event_number desc
        ) = 1
)

select
    logged.work_item_id,
    logged.is_closed,
    logged.changed_at,
    logged.event_number
from logged
union all
select
    items.work_item_id,
    items.is_closed,
    greatest(
        case when items.is_closed then items.closed_at else items.updated_at end,
        last_logged.changed_at,
        items.created_at
    ) as changed_at,
    -- After whatever was logged in the same second.
    coalesce(last_logged.event_number, 0) + 1 as event_number
from items
left join last_logged on items.work_item_id = last_logged.work_item_id
where
    items.is_closed <> coalesce(last_logged.is_closed, false)
    and (last_logged.changed_at is null or last_logged.changed_at <= items.updated_at)
