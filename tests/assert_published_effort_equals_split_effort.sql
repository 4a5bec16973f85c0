-- Effort that vanishes between the split and the fact table is work nobody sees.
with
split as (select sum(effort_days) as effort_days from {{ ref('int_effort__split') }}),

facts as (select sum(effort_days) as effort_days from {{ ref('fct_effort_by_item_week') }}),

items as (select sum(effort_days) as effort_days from {{ ref('fct_work_items') }})

select
    split.effort_days as split_days,
    facts.effort_days as fact_days,
    items.effort_days as item_days
from split cross join facts cross join items
where
    split.effort_days is distinct from facts.effort_days
    or coalesce(split.effort_days, 0) <> coalesce(items.effort_days, 0)
