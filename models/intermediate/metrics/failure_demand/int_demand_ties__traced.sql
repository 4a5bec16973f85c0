-- Grain: one row per demand item and objective whose work it leads back to, by the shortest way.
-- A way goes from what asks to what it asks about: escalated to, incident of, caused by; or a label.
with recursive
demand_items as (select * from {{ ref('int_demand_items__selected') }}),

shipped_items as (select * from {{ ref('int_shipped_items__served') }}),

labels as (select * from {{ ref('int_demand_labels__matched') }}),

links as (select * from {{ ref('fct_work_item_links') }}),

steps as (
    select
        demand_items.work_item_id,
        links.link_kind as tie_kind,
        case
            when links.link_kind = 'causes' then links.from_work_item_id
            else links.to_work_item_id
        end as towards_work_item_id,
        links.proof_text
    from links
    inner join demand_items
        on demand_items.work_item_id
        = case
            when links.link_kind = 'causes' then links.to_work_item_id
            else links.from_work_item_id
        end
    where links.link_kind in ('escalates', 'incident_of', 'causes')
),

ways as (
    select
        steps.work_item_id,
        shipped_items.objective_id,
        steps.tie_kind,
        steps.towards_work_item_id,
        steps.proof_text,
        1 as distance
    from steps
    inner join shipped_items on steps.towards_work_item_id = shipped_items.work_item_id
    union all
    select
        labels.work_item_id,
        labels.objective_id,
        'label' as tie_kind,
        null as towards_work_item_id,
        labels.label as proof_text,
        1 as distance
    from labels
    union all
    select
        steps.work_item_id,
        ways.objective_id,
        steps.tie_kind,
        steps.towards_work_item_id,
        steps.proof_text,
        ways.distance + 1 as distance
    from steps
    inner join ways on steps.towards_work_item_id = ways.work_item_id
    where ways.distance < {{ var('max_failure_demand_steps') }}
)

select
    ways.work_item_id,
    ways.objective_id,
    ways.tie_kind,
    ways.towards_work_item_id,
    ways.proof_text,
    ways.distance
from ways
qualify
    row_number() over (
        partition by ways.work_item_id, ways.objective_id
        order by ways.distance, ways.tie_kind, ways.towards_work_item_id, ways.proof_text
    ) = 1
