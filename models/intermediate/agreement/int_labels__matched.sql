-- Grain: one row per work item and person who labelled it blind, before as_of.
-- Unfinished rows are no labels yet.
with
labels as (select * from {{ ref('stg_strategy__labels') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }})

select
    labels.work_item_id,
    labels.labelled_by,
    labels.work_class as labelled_class,
    labels.labelled_on
from labels
-- Drops the labels of items that no tool has, or has deleted.
inner join work_items
    on labels.work_item_id = work_items.work_item_id
    and not work_items.is_deleted
where
    labels.work_class is not null
    and labels.labelled_by is not null
    and labels.labelled_on < '{{ var("as_of") }}'::date
