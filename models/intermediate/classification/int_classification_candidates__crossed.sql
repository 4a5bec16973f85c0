-- Grain: one row per work item and objective of an item in any tool that it serves.
with
linked as (select * from {{ ref('int_classification_candidates__linked') }})

select linked.* from linked
where linked.work_item_id is null
