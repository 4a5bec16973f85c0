-- Grain: one row per objective and whole week with effort on it, all objectives below it included.
with
effort as (select * from {{ ref('fct_effort_by_item_week') }}),

objective_items as (select * from {{ ref('int_objective_items__rolled_up') }}),

weeks as (select * from {{ ref('int_weeks__whole') }})

select
    objective_items.objective_id,
    effort.week_on,
    count(distinct effort.team_id) as n_teams,
    count(distinct effort.work_item_id) as n_items,
    sum((effort.effort_days * objective_items.objective_weight)::decimal(28, 15)) as effort_days
from effort
inner join objective_items on effort.work_item_id = objective_items.work_item_id
inner join weeks on effort.week_on = weeks.week_on
group by objective_items.objective_id, effort.week_on
