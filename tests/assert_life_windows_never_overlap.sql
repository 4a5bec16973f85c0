-- Stretches of life that overlap count the same work twice.
with
life_windows as (select * from {{ ref('int_life_windows__derived') }}),

ordered as (
    select
        life_windows.work_item_id,
        life_windows.alive_from_at,
        lag(life_windows.alive_to_at) over (
            partition by life_windows.work_item_id order by life_windows.alive_from_at
        ) as previous_alive_to_at
    from life_windows
)

select
    ordered.work_item_id,
    ordered.alive_from_at,
    ordered.previous_alive_to_at
from ordered
where ordered.alive_from_at <= ordered.previous_alive_to_at
