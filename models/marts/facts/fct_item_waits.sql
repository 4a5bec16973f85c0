-- Grain: one row per stretch in which a work item waited, up to as_of, and what it waited for.
-- In a waiting status: for somebody unnamed. Blocked, or escalated: for the item at the other end,
-- as long as both are open.
with
status_spans as (select * from {{ ref('int_status_spans__derived') }}),

open_periods as (select * from {{ ref('int_open_periods__derived') }}),

links as (select * from {{ ref('fct_work_item_links') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

-- A link points from what serves: the blocking item serves the blocked, a ticket serves its issue.
waiting_links as (
    select
        links.to_work_item_id as work_item_id,
        links.from_work_item_id as awaited_work_item_id,
        'blocks' as wait_kind
    from links
    where links.link_kind = 'blocks'
    union all
    select
        links.from_work_item_id as work_item_id,
        links.to_work_item_id as awaited_work_item_id,
        'escalates' as wait_kind
    from links
    where links.link_kind = 'escalates'
),

waits as (
    select
        status_spans.work_item_id,
        'waiting_status' as wait_kind,
        null as awaited_work_item_id,
        status_spans.started_at,
        status_spans.ended_at
    from status_spans
    inner join work_items
        on status_spans.work_item_id = work_items.work_item_id
        and not work_items.is_deleted
    where status_spans.status_group = 'waiting'
    union all
    select
        waiting_links.work_item_id,
        waiting_links.wait_kind,
        waiting_links.awaited_work_item_id,
        greatest(waiting.started_at, awaited.started_at) as started_at,
        case
            when waiting.ended_at is null then awaited.ended_at
            when awaited.ended_at is null then waiting.ended_at
            else least(waiting.ended_at, awaited.ended_at)
        end as ended_at
    from waiting_links
    inner join open_periods as waiting
        on waiting_links.work_item_id = waiting.work_item_id
    inner join open_periods as awaited
        on waiting_links.awaited_work_item_id = awaited.work_item_id
        and waiting_links.work_item_id <> awaited.work_item_id
        and awaited.started_at < coalesce(waiting.ended_at, {{ as_of_at() }})
        and waiting.started_at < coalesce(awaited.ended_at, {{ as_of_at() }})
)

select
    waits.work_item_id,
    row_number() over (
        partition by waits.work_item_id
        order by waits.started_at, waits.wait_kind, waits.awaited_work_item_id
    ) as wait_number,
    waits.wait_kind,
    waits.awaited_work_item_id,
    {{ hours_between('waits.started_at', 'coalesce(waits.ended_at, ' ~ as_of_at() ~ ')') }}
        as wait_hours,
    waits.started_at,
    waits.ended_at
from waits
where waits.started_at < coalesce(waits.ended_at, {{ as_of_at() }})
