-- Grain: one row per week, comparison and pair of classes that two judges gave the same items.
-- machine_with_people: machine first, weighted; people_with_people: the first by name first.
with
agreement as (select * from {{ ref('int_label_agreement__weekly') }}),

strata as (select * from {{ ref('int_label_strata__weighted') }}),

labels as (select * from {{ ref('int_labels__matched') }}),

weeks as (
    select agreement.week_on
    from agreement
    group by agreement.week_on
),

judgements as (
    select
        agreement.week_on,
        'machine_with_people' as comparison,
        agreement.work_class as first_class,
        agreement.labelled_class as second_class,
        strata.items_per_label as weight
    from agreement
    inner join strata
        on agreement.week_on = strata.week_on
        and agreement.classification_method = strata.classification_method
        and agreement.work_class = strata.work_class
    where agreement.labelled_class is not null
    union all
    select
        weeks.week_on,
        'people_with_people' as comparison,
        labels.labelled_class as first_class,
        others.labelled_class as second_class,
        1::decimal(18, 9) as weight
    from labels
    inner join labels as others
        on labels.work_item_id = others.work_item_id
        and labels.labelled_by < others.labelled_by
    inner join weeks
        on {{ days_between('weeks.week_on', 'labels.labelled_on') }} < 7
        and {{ days_between('weeks.week_on', 'others.labelled_on') }} < 7
)

select
    judgements.week_on,
    judgements.comparison,
    judgements.first_class,
    judgements.second_class,
    count(*) as n_pairs,
    sum(judgements.weight) as weight,
    sum(judgements.weight * judgements.weight) as squared_weight
from judgements
group by
    judgements.week_on, judgements.comparison, judgements.first_class, judgements.second_class
