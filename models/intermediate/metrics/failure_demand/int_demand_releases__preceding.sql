-- Grain: one row per demand item and objective that had completed an item of a release shortly before.
-- A fix version names a release; a milestone stands in for it where there is none.
with
ties as (select * from {{ ref('int_demand_ties__traced') }}),

demand_items as (select * from {{ ref('int_demand_items__selected') }}),

shipped_items as (select * from {{ ref('int_shipped_items__served') }}),

attributes as (select * from {{ ref('int_work_item_attributes__unioned') }}),

released as (
    select
        shipped_items.objective_id,
        attributes.attribute,
        attributes.value as release_name,
        shipped_items.shipped_at
    from shipped_items
    inner join attributes
        on shipped_items.work_item_id = attributes.work_item_id
        and attributes.attribute in ('fix_version', 'milestone')
    where shipped_items.shipped_at is not null
)

select
    ties.work_item_id,
    ties.objective_id,
    released.release_name
from ties
inner join demand_items on ties.work_item_id = demand_items.work_item_id
inner join released
    on ties.objective_id = released.objective_id
    and demand_items.created_at >= released.shipped_at
    and demand_items.created_at
    <= released.shipped_at + interval '{{ var("failure_demand_window_days") }} days'
qualify
    row_number() over (
        partition by ties.work_item_id, ties.objective_id
        order by released.attribute asc, released.shipped_at desc, released.release_name asc
    ) = 1
