-- Grain: one row per work item the text model learns from, with the part it plays.
-- By age: the oldest are learned from, the newest hold what was learned against what came after.
with
examples as (select * from {{ ref('int_text_examples__stated') }}),

-- Chores with one title, numbers aside, count once: else they are learned by heart and then praised.
different as (
    select examples.*
    from examples
    qualify
        row_number() over (
            partition by
                examples.label,
                {{ array_joined(words_of("left(examples.title, 400)"), ' ') }}
            order by examples.created_at desc, examples.work_item_id asc
        ) = 1
),

numbered as (
    select
        different.*,
        row_number() over (
            order by different.created_at desc, different.work_item_id asc
        ) as newness
    from different
),

newest as (
    select numbered.*
    from numbered
    where numbered.newness <= {{ var('text_model_max_examples') }}
),

parted as (
    select
        newest.*,
        case
            when newest.newness <= {{ var('text_model_measured_share') }} * count(*) over ()
                then 'measured'
            else 'learned'
        end as example_part
    from newest
)

select
    parted.work_item_id,
    parted.label,
    parted.work_class,
    parted.work_category,
    parted.objective_id,
    parted.example_part,
    parted.created_at
from parted
qualify
    sum(case when parted.example_part = 'learned' then 1 else 0 end)
        over (partition by parted.label)
    >= {{ var('text_model_min_examples_per_label') }}
