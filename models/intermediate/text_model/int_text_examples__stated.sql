-- Grain: one row per work item that was placed without the text model, with what it teaches.
-- Only tools with items left over teach: wholesale rules of the others would only teach their mail.
with
stated as (select * from {{ ref('int_classification_candidates__stated') }}),

methods as (select * from {{ ref('classification_methods') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

awaiting as (select * from {{ ref('int_text_items__awaiting') }}),

taught as (
    select
        stated.work_item_id,
        stated.work_class,
        stated.work_category,
        stated.objective_id,
        stated.matched_field,
        -- With the class in front: an objective may be named as a category is.
        stated.work_class || ' ' || case
            when stated.work_class = 'strategic' then stated.objective_id
            else coalesce(stated.work_category, 'work')
        end as label
    from stated
    inner join methods on stated.classification_method = methods.classification_method
    qualify
        row_number() over (
            partition by stated.work_item_id
            order by methods.method_order, stated.candidate_tier, stated.candidate_order
        ) = 1
)

select
    taught.work_item_id,
    taught.label,
    taught.work_class,
    taught.work_category,
    taught.objective_id,
    work_items.title,
    work_items.created_at
from taught
-- Items whose creation nobody recorded cannot be called older or newer.
inner join work_items
    on taught.work_item_id = work_items.work_item_id
    and work_items.created_at is not null
where
    taught.label is not null
    and taught.work_class in ('strategic', 'operational')
    -- A rule that read the title has taken every item its words stand for.
    and coalesce(taught.matched_field, '') not like '%title%'
    and work_items.source_system in (select awaiting.source_system from awaiting)
