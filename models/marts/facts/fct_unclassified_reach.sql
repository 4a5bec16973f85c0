-- Grain: one row per unclassified work item and other item whose rule would place it too.
with
classifications as (select * from {{ ref('int_classifications__decided') }}),

ancestors as (select * from {{ ref('int_ancestors__resolved') }})

select
    classifications.work_item_id,
    ancestors.ancestor_work_item_id as reached_work_item_id
from classifications
-- The inner join leaves out items that only a rule of their own can place.
inner join ancestors on classifications.work_item_id = ancestors.work_item_id
where classifications.work_class = 'unclassified'
