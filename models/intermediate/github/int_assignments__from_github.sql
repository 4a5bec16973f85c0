-- Grain: one row per GitHub item, account and stretch of time it was assigned to it.
-- Several people can hold an item at once. Where the events and the item disagree, the item is right:
-- events older than the backfill are missing, and so are those of an imported issue.

with

items as (
    select * from {{ ref('int_issues__joined_to_pull_requests') }}
),

events as (
    select * from {{ ref('stg_github__events') }}
),

current_holders as (
    select
        items.work_item_id,
        exploded.assignee.id as account_id
    from items
    cross join {{ explode_array('items.assignees') }} as exploded (assignee)
    group by items.work_item_id, exploded.assignee.id
),

logged as (
    select
        items.work_item_id,
        events.assignee_account_id as account_id,
        events.event_name = 'assigned' as is_assigned,
        greatest(events.created_at, items.created_at) as happened_at,
        row_number() over (
            partition by items.work_item_id, events.assignee_account_id
            order by events.created_at, try_cast(events.event_id as bigint)
        ) as event_number,
        lead(greatest(events.created_at, items.created_at)) over (
            partition by items.work_item_id, events.assignee_account_id
            order by events.created_at, try_cast(events.event_id as bigint)
        ) as next_at
    from events
    -- Inner join: an event of an item that was not pulled belongs to no work item.
    inner join items on events.issue_id = items.issue_id
    where
        events.event_name in ('assigned', 'unassigned')
        and events.assignee_account_id is not null
),

stretches as (
    select
        logged.work_item_id,
        logged.account_id,
        logged.happened_at as assigned_at,
        case
            when logged.next_at is not null then logged.next_at
            when current_holders.account_id is null and logged.happened_at <= items.updated_at
                then items.updated_at
        end as unassigned_at
    from logged
    inner join items on logged.work_item_id = items.work_item_id
    left join current_holders
        on logged.work_item_id = current_holders.work_item_id
        and logged.account_id = current_holders.account_id
    where logged.is_assigned
    union all
    select
        logged.work_item_id,
        logged.account_id,
        items.created_at as assigned_at,
        logged.happened_at as unassigned_at
    from logged
    inner join items on logged.work_item_id = items.work_item_id
    where logged.event_number = 1 and not logged.is_assigned
    union all
    select
        current_holders.work_item_id,
        current_holders.account_id,
        case when logged.work_item_id is null then items.created_at else items.updated_at end
            as assigned_at,
        null as unassigned_at
    from current_holders
    inner join items on current_holders.work_item_id = items.work_item_id
    left join logged
        on current_holders.work_item_id = logged.work_item_id
        and current_holders.account_id = logged.account_id
        and logged.next_at is null
    where
        logged.work_item_id is null
        or (not logged.is_assigned and logged.happened_at <= items.updated_at)
)

select
    stretches.work_item_id,
    stretches.account_id,
    stretches.assigned_at,
    stretches.unassigned_at
from stretches
where stretches.unassigned_at is distinct from stretches.assigned_at
