-- Grain: one row per work item the text model learns from or is asked about.
with
texts as (select * from {{ ref('int_work_item_texts__unioned') }}),

awaiting as (select * from {{ ref('int_text_items__awaiting') }}),

examples as (select * from {{ ref('int_text_examples__parted') }}),

-- Without enough to learn from there is no model, and nothing to read.
enough as (
    select count(*) >= {{ var('text_model_min_examples') }} as is_enough
    from examples
),

read_items as (
    select awaiting.work_item_id from awaiting
    union all
    select examples.work_item_id from examples
)

select
    texts.work_item_id,
    {{ words_of("coalesce(texts.title, '')") }} as title_words,
    {{ words_of("coalesce(texts.body, '')") }} as body_words
from read_items
inner join texts on read_items.work_item_id = texts.work_item_id
cross join enough
where enough.is_enough
