-- Grain: one row per class the text model may name: what it learned from, how right it was.
with
work_classes as (select * from {{ ref('work_classes') }}),

classes as (select * from {{ source('raw_text_model', 'classes') }}),

labels as (select * from {{ source('raw_text_model', 'labels') }}),

card as (select * from {{ source('raw_text_model', 'card') }}),

settings as (select * from {{ ref('int_text_model_settings__read') }}),

examples as (
    select
        labels.work_class,
        count(*) as n_labels,
        sum(labels.n_examples) as n_examples
    from labels
    group by labels.work_class
)

select
    work_classes.work_class,
    classes.threshold is not null as is_speaking,
    coalesce(examples.n_examples, 0)::bigint as n_examples,
    coalesce(examples.n_labels, 0)::bigint as n_labels,
    classes.n_of_class as n_newer_items,
    classes.n_spoken as n_newer_items_named,
    classes.n_right as n_newer_items_named_right,
    classes.n_right_label as n_newer_items_label_right,
    classes.n_right::double / nullif(classes.n_spoken, 0) as precision_share,
    classes.precision_low as precision_share_low,
    classes.n_right::double / nullif(classes.n_of_class, 0) as recall_share,
    settings.min_precision as min_precision_share,
    classes.threshold as score_threshold,
    classes.calibration_error as calibration_error_share,
    card.message,
    card.learned_from_at,
    card.measured_from_at,
    card.learned_to_at
from work_classes
cross join settings
-- Before the first lesson there is no card, and still a row that says the model is silent.
left join card on card.message is not null
left join classes on work_classes.work_class = classes.work_class
left join examples on work_classes.work_class = examples.work_class
where work_classes.work_class <> 'unclassified'
