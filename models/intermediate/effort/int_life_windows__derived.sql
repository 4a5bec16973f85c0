-- Grain: one row per unbroken stretch of signs of life of a work item.
-- A stretch lasts effort_idle_cutoff_days beyond its last sign; bots give none.
with
activities as (select * from {{ ref('int_activities__unioned') }}),

activity_kinds as (select * from {{ ref('activity_kinds') }}),

people as (select * from {{ ref('int_people__resolved') }}),

-- One row per moment: of two signs at once, which comes first would differ from build to build.
moments as (
    select
        activities.work_item_id,
        activities.acted_at
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
    group by activities.work_item_id, activities.acted_at
),

signs as (
    select
        moments.work_item_id,
        moments.acted_at,
        lag(moments.acted_at) over (
            partition by moments.work_item_id order by moments.acted_at
        ) as previous_acted_at
    from moments
),

numbered as (
    select
        signs.work_item_id,
        signs.acted_at,
        sum(
            case
                when
                    signs.acted_at
                    <= signs.previous_acted_at
                    + interval '{{ var("effort_idle_cutoff_days") }} days'
                    then 0
                else 1
            end
        ) over (
            partition by signs.work_item_id order by signs.acted_at
            rows between unbounded preceding and current row
        ) as window_number
    from signs
)

select
    numbered.work_item_id,
    numbered.window_number,
    min(numbered.acted_at) as alive_from_at,
    max(numbered.acted_at) + interval '{{ var("effort_idle_cutoff_days") }} days' as alive_to_at
from numbered
group by numbered.work_item_id, numbered.window_number
