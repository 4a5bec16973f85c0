-- Grain: one row per work item whose words speak for a class clearly enough.
-- A class has the sum of its labels' probabilities; within the class the likeliest label is named.
with
scores as (select * from {{ ref('int_text_scores__summed') }}),

labels as (select * from {{ source('raw_text_model', 'labels') }}),

classes as (select * from {{ source('raw_text_model', 'classes') }}),

summed as (
    select
        scores.*,
        sum(scores.probability::decimal(18, 6)) over (
            partition by scores.work_item_id, scores.work_class
        )::double as class_score
    from scores
),

likeliest as (
    select summed.*
    from summed
    qualify
        row_number() over (
            partition by summed.work_item_id
            order by
                summed.class_score desc, summed.work_class asc, summed.score desc, summed.label asc
        ) = 1
)

select
    likeliest.work_item_id,
    likeliest.work_class,
    likeliest.label,
    labels.work_category,
    labels.objective_id,
    likeliest.class_score,
    classes.n_right::double / classes.n_spoken as class_precision,
    classes.n_spoken
from likeliest
inner join labels on likeliest.label = labels.label
-- Below the threshold, or without one, the item stays unclassified.
inner join classes
    on likeliest.work_class = classes.work_class
    and likeliest.class_score >= classes.threshold
