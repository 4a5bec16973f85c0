-- Grain: one row per strategic work item and whole week at whose end it was open, with its signs of life.
with
open_items as (select * from {{ ref('int_open_strategic_items__weekly') }}),

activity as (select * from {{ ref('fct_item_activity_by_week') }}),

last_signs as (
    select
        open_items.work_item_id,
        open_items.week_on,
        max(activity.last_acted_at) as last_acted_at,
        bool_or(activity.week_on = open_items.week_on) as is_updated
    from open_items
    inner join activity
        on open_items.work_item_id = activity.work_item_id
        and open_items.week_on >= activity.week_on
    group by open_items.work_item_id, open_items.week_on
)

select
    open_items.week_on,
    open_items.work_item_id,
    open_items.team_id,
    open_items.is_started,
    coalesce(last_signs.is_updated, false) as is_updated,
    coalesce(
        last_signs.last_acted_at
        >= open_items.week_ends_at - interval '{{ var("item_check_in_days") }} days', false
    ) as is_checked_in,
    coalesce(
        last_signs.last_acted_at
        < open_items.week_ends_at - interval '{{ var("silent_after_days") }} days', true
    ) as is_silent
from open_items
left join last_signs
    on open_items.work_item_id = last_signs.work_item_id
    and open_items.week_on = last_signs.week_on
