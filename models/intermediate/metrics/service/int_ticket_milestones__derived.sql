-- Grain: one row per help-desk ticket that is not deleted: asked, first answered, fully solved.
-- The comment a ticket opens with is no activity: where an agent opened it, the next one is the reply.
with
priority_changes as (select * from {{ ref('int_ticket_priority_changes__unioned') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

lifecycles as (select * from {{ ref('int_lifecycles__derived') }}),

work_item_teams as (select * from {{ ref('int_work_item_teams__assigned') }}),

activities as (select * from {{ ref('int_activities__unioned') }}),

people as (select * from {{ ref('int_people__resolved') }}),

tickets as (
    select priority_changes.work_item_id
    from priority_changes
    group by priority_changes.work_item_id
),

first_replies as (
    select
        activities.work_item_id,
        min(activities.acted_at) as first_replied_at
    from activities
    left join people
        on activities.source_system = people.source_system
        and activities.account_id = people.account_id
    where
        activities.activity_kind = 'public_reply'
        and not coalesce(people.is_bot, false)
        and activities.acted_at < {{ as_of_at() }}
    group by activities.work_item_id
)

-- The inner joins leave out deleted tickets and those created since as_of.
select
    tickets.work_item_id,
    work_item_teams.team_id,
    work_items.created_at,
    first_replies.first_replied_at,
    case when lifecycles.resolved_at < {{ as_of_at() }} then lifecycles.resolved_at end
        as resolved_at
from tickets
inner join work_items
    on tickets.work_item_id = work_items.work_item_id
    and not work_items.is_deleted
    and work_items.created_at < {{ as_of_at() }}
inner join lifecycles on tickets.work_item_id = lifecycles.work_item_id
inner join work_item_teams on tickets.work_item_id = work_item_teams.work_item_id
left join first_replies on tickets.work_item_id = first_replies.work_item_id
