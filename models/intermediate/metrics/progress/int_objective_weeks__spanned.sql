-- Grain: one row per objective and whole week before as_of, from its start or its first item on.
with
objectives as (select * from {{ ref('dim_objectives') }}),

items as (select * from {{ ref('int_objective_items__weekly') }}),

begun as (
    select
        objectives.objective_id,
        min(least(
            date_trunc('week', coalesce(objectives.starts_on, items.added_week_on))::date,
            coalesce(items.added_week_on, objectives.starts_on)
        )) as first_day
    from objectives
    left join items on objectives.objective_id = items.objective_id
    group by objectives.objective_id
)

select
    begun.objective_id,
    exploded.day_on as week_on
from begun
cross join
    {{ explode_array(days_from_to(
        "date_trunc('week', begun.first_day)::date",
        "'" ~ var("as_of") ~ "'::date - interval '7 days'"
    )) }} as exploded (day_on)
where exploded.day_on = date_trunc('week', exploded.day_on)::date
