-- Grain: one row per help-desk ticket that is not deleted: how fast it was answered and solved.
with
milestones as (select * from {{ ref('int_ticket_milestones__derived') }}),

promises as (select * from {{ ref('int_ticket_promises__judged') }}),

ratings as (
    select * from {{ ref('int_satisfaction_ratings__unioned') }}
    where rated_at < {{ as_of_at() }}
    qualify
        row_number() over (
            partition by work_item_id order by rated_at desc, satisfaction_rating_id desc
        ) = 1
)

select
    milestones.work_item_id,
    milestones.team_id,
    first_reply.priority_name as first_reply_priority_name,
    resolution.priority_name as resolution_priority_name,
    first_reply.is_met as is_first_reply_met,
    resolution.is_met as is_resolution_met,
    ratings.is_satisfied,
    first_reply.business_hours as first_reply_business_hours,
    first_reply.target_hours as first_reply_target_hours,
    resolution.business_hours as resolution_business_hours,
    resolution.target_hours as resolution_target_hours,
    milestones.created_at,
    milestones.first_replied_at,
    first_reply.due_at as first_reply_due_at,
    first_reply.decided_at as first_reply_decided_at,
    milestones.resolved_at,
    resolution.due_at as resolution_due_at,
    resolution.decided_at as resolution_decided_at,
    ratings.rated_at
from milestones
inner join promises as first_reply
    on milestones.work_item_id = first_reply.work_item_id
    and first_reply.promise_kind = 'first_reply'
inner join promises as resolution
    on milestones.work_item_id = resolution.work_item_id
    and resolution.promise_kind = 'resolution'
left join ratings on milestones.work_item_id = ratings.work_item_id
