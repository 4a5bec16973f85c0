-- Grain: one row per objective and whole week: what was known and what was done by its end.
with
objective_weeks as (select * from {{ ref('int_objective_weeks__spanned') }}),

items as (select * from {{ ref('int_objective_items__weekly') }}),

moves as (
    select
        items.objective_id,
        items.added_week_on as week_on,
        items.item_weight as added_weight,
        0::decimal(18, 9) as done_weight,
        1 as n_added,
        0 as n_done
    from items
    union all
    select
        items.objective_id,
        items.done_week_on as week_on,
        0::decimal(18, 9) as added_weight,
        items.item_weight as done_weight,
        0 as n_added,
        1 as n_done
    from items
    where items.done_week_on is not null
),

weekly as (
    select
        objective_weeks.objective_id,
        objective_weeks.week_on,
        coalesce(sum(moves.added_weight), 0) as added_weight,
        coalesce(sum(moves.done_weight), 0) as done_weight,
        coalesce(sum(moves.n_added), 0) as n_added,
        coalesce(sum(moves.n_done), 0) as n_done
    from objective_weeks
    left join moves
        on objective_weeks.objective_id = moves.objective_id
        and objective_weeks.week_on = moves.week_on
    group by objective_weeks.objective_id, objective_weeks.week_on
)

select
    weekly.objective_id,
    weekly.week_on,
    row_number() over by_week as week_number,
    weekly.added_weight as week_added_weight,
    weekly.done_weight as week_done_weight,
    (sum(weekly.added_weight) over by_week)::decimal(28, 9) as scope_weight,
    (sum(weekly.done_weight) over by_week)::decimal(28, 9) as done_weight,
    (sum(weekly.n_added) over by_week)::bigint as n_items,
    (sum(weekly.n_done) over by_week)::bigint as n_done_items
from weekly
window by_week as (partition by weekly.objective_id order by weekly.week_on)
