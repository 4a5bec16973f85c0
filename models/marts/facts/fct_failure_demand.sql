-- Grain: one row per item that asks for help or repair and objective whose shipping brought it.
-- It leads back to the objective's work, and the objective had shipped something shortly before.
with
ties as (select * from {{ ref('int_demand_ties__traced') }}),

demand_items as (select * from {{ ref('int_demand_items__selected') }}),

shipped_items as (select * from {{ ref('int_shipped_items__served') }}),

releases as (select * from {{ ref('int_demand_releases__preceding') }}),

followed as (
    select
        ties.work_item_id,
        ties.objective_id,
        max(shipped_items.shipped_at) as last_shipped_at
    from ties
    inner join demand_items on ties.work_item_id = demand_items.work_item_id
    inner join shipped_items
        on ties.objective_id = shipped_items.objective_id
        and demand_items.created_at >= shipped_items.shipped_at
        and demand_items.created_at
        <= shipped_items.shipped_at + interval '{{ var("failure_demand_window_days") }} days'
    group by ties.work_item_id, ties.objective_id
)

-- The inner join leaves out what no shipping can have brought.
select
    ties.work_item_id,
    ties.objective_id,
    ties.tie_kind,
    ties.towards_work_item_id,
    ties.proof_text,
    releases.release_name,
    ties.distance,
    (1.0 / count(*) over (partition by ties.work_item_id))::double as objective_weight,
    followed.last_shipped_at
from ties
inner join followed
    on ties.work_item_id = followed.work_item_id
    and ties.objective_id = followed.objective_id
left join releases
    on ties.work_item_id = releases.work_item_id
    and ties.objective_id = releases.objective_id
