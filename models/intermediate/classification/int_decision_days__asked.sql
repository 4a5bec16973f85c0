-- Grain: one row per work item and day for which it is asked what it is linked to.
-- Its own day and those of what serves it: work done under a link stays with it when the link ends.
with
decidable as (select * from {{ ref('int_work_items__decidable') }}),

reached as (select * from {{ ref('int_served_items__reached') }})

select
    decidable.work_item_id,
    decidable.decided_on
from decidable
union
select
    reached.served_work_item_id as work_item_id,
    decidable.decided_on
from reached
inner join decidable on reached.work_item_id = decidable.work_item_id
where reached.is_crossing
