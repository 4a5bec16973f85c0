-- Grain: one row per work item with a chosen class, with the words that spoke for it most.
-- How much a word spoke: its part of the chosen label's score, less its mean part for other classes.
with
chosen as (select * from {{ ref('int_text_classes__chosen') }}),

weighed as (select * from {{ ref('int_text_terms__weighed') }}),

weights as (select * from {{ source('raw_text_model', 'weights') }}),

labels as (select * from {{ source('raw_text_model', 'labels') }}),

class_sizes as (
    select
        labels.work_class,
        count(*) as n_labels
    from labels
    group by labels.work_class
),

by_class as (
    select
        weights.term,
        labels.work_class,
        sum(weights.weight::decimal(18, 6))::double / class_sizes.n_labels as mean_weight
    from weights
    inner join labels on weights.label = labels.label
    inner join class_sizes on labels.work_class = class_sizes.work_class
    group by weights.term, labels.work_class, class_sizes.n_labels
),

spoken as (
    select
        chosen.work_item_id,
        weighed.term,
        round(
            weighed.term_weight * (coalesce(weights.weight, 0) - coalesce(by_class.mean_weight, 0)),
            6
        ) as said
    from chosen
    inner join weighed on chosen.work_item_id = weighed.work_item_id
    left join weights
        on weighed.term = weights.term
        and chosen.label = weights.label
    left join by_class
        on weighed.term = by_class.term
        and chosen.work_class <> by_class.work_class
    -- Only what people wrote as it stands: words and neighbouring words, no numbers.
    where {{ matches_regex('weighed.term', "'^[^|…?!0]+$'") }}
),

numbered as (
    select
        spoken.*,
        row_number() over (
            partition by spoken.work_item_id order by spoken.said desc, spoken.term asc
        ) as place
    from spoken
    where spoken.said > 0
),

loudest as (
    select numbered.*
    from numbered
    where numbered.place <= 4
)

select
    loudest.work_item_id,
    {{ texts_of_group("'''' || loudest.term || ''''", 'loudest.place') }} as words
from loudest
group by loudest.work_item_id
