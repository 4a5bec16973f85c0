-- Grain: one row per ticket and objective one of whose labels the ticket carries.
-- Tools spell one word differently: case, and whether `-`, `_` or a blank parts its words, is all one.
with
demand_items as (select * from {{ ref('int_demand_items__selected') }}),

attributes as (select * from {{ ref('int_work_item_attributes__unioned') }}),

objective_links as (select * from {{ ref('stg_strategy__objective_links') }})

select
    demand_items.work_item_id,
    objective_links.objective_id,
    min(attributes.value) as label
from demand_items
inner join attributes
    on demand_items.work_item_id = attributes.work_item_id
    and attributes.attribute = 'label'
inner join objective_links
    on objective_links.link_type = 'label'
    and translate(lower(attributes.value), '_ ', '--')
    = translate(lower(objective_links.value), '_ ', '--')
where
    demand_items.is_ticket
    and demand_items.created_at::date
    >= coalesce(objective_links.valid_from, demand_items.created_at::date)
    and demand_items.created_at::date
    <= coalesce(objective_links.valid_to, demand_items.created_at::date)
group by demand_items.work_item_id, objective_links.objective_id
