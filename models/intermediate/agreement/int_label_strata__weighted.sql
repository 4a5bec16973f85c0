-- Grain: one row per week, method and class of which people have labelled items by consensus.
-- Post-stratification: each label stands for as many published items as its stratum has per label.
with
agreement as (select * from {{ ref('int_label_agreement__weekly') }}),

work_items as (select * from {{ ref('fct_work_items') }}),

published as (
    select
        work_items.classification_method,
        work_items.work_class,
        count(*) as n_items,
        sum(count(*)) over (partition by work_items.work_class) as n_items_of_class
    from work_items
    where not work_items.is_deleted
    group by work_items.classification_method, work_items.work_class
),

labelled as (
    select
        agreement.week_on,
        agreement.classification_method,
        agreement.work_class,
        count(*) as n_labelled_items
    from agreement
    where agreement.labelled_class is not null
    group by agreement.week_on, agreement.classification_method, agreement.work_class
)

select
    labelled.week_on,
    labelled.classification_method,
    labelled.work_class,
    published.n_items,
    labelled.n_labelled_items,
    -- A method without labels is represented by the other methods that gave the same class.
    (
        published.n_items::double / labelled.n_labelled_items
        * published.n_items_of_class::double
        / sum(published.n_items) over (partition by labelled.week_on, labelled.work_class)
    )::decimal(18, 9) as items_per_label
from labelled
inner join published
    on labelled.classification_method = published.classification_method
    and labelled.work_class = published.work_class
