-- Grain: one row per week and work item that gave a sign of life in it; who gave it is not told.
-- The signs are those that keep effort alive: what bots do is none.
with
activities as (select * from {{ ref('int_activities__unioned') }}),

activity_kinds as (select * from {{ ref('activity_kinds') }}),

people as (select * from {{ ref('int_people__resolved') }})

select
    date_trunc('week', activities.acted_at)::date as week_on,
    activities.work_item_id,
    count(*) as n_actions,
    max(activities.acted_at) as last_acted_at
from activities
inner join activity_kinds
    on activities.activity_kind = activity_kinds.activity_kind
    and activity_kinds.is_sign_of_life
left join people
    on activities.source_system = people.source_system
    and activities.account_id = people.account_id
where
    activities.acted_at < {{ as_of_at() }}
    and not coalesce(people.is_bot, false)
group by date_trunc('week', activities.acted_at)::date, activities.work_item_id
