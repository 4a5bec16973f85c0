-- Grain: one row per week and class that machine or people gave.
-- Items whose class people could not tell are neither right nor wrong.
with
confusions as (select * from {{ ref('int_confusions__weekly') }}),

classes as (select * from {{ ref('work_classes') }}),

told as (
    select
        confusions.week_on,
        confusions.first_class,
        confusions.second_class,
        confusions.n_pairs,
        confusions.weight,
        confusions.squared_weight,
        sum(confusions.n_pairs) over (partition by confusions.week_on) as n_items
    from confusions
    where
        confusions.comparison = 'machine_with_people'
        and confusions.second_class in ('strategic', 'operational')
),

summed as (
    select
        told.week_on,
        classes.work_class,
        told.n_items,
        coalesce(sum(told.n_pairs) filter (where told.first_class = told.second_class), 0)::bigint
            as n_agreed,
        coalesce(sum(told.n_pairs) filter (where told.first_class = classes.work_class), 0)::bigint
            as n_by_machine,
        coalesce(sum(told.n_pairs) filter (where told.second_class = classes.work_class), 0)::bigint
            as n_by_people,
        coalesce(sum(told.weight) filter (where told.first_class = told.second_class), 0)::double
            as agreed_items,
        (sum(told.weight) filter (where told.first_class = classes.work_class))::double
            as items_by_machine,
        (sum(told.weight) filter (where told.second_class = classes.work_class))::double
            as items_by_people,
        (sum(told.squared_weight) filter (where told.first_class = classes.work_class))::double
            as squares_by_machine,
        (sum(told.squared_weight) filter (where told.second_class = classes.work_class))::double
            as squares_by_people
    from told
    inner join classes
        on told.first_class = classes.work_class
        or told.second_class = classes.work_class
    where classes.work_class <> 'unclassified'
    group by told.week_on, classes.work_class, told.n_items
),

estimated as (
    select
        summed.*,
        case
            when summed.n_items >= {{ var('min_labels_for_quality') }}
                then summed.agreed_items / summed.items_by_machine
        end as precision_share,
        case
            when summed.n_items >= {{ var('min_labels_for_quality') }}
                then summed.agreed_items / summed.items_by_people
        end as recall_share,
        summed.items_by_machine * summed.items_by_machine / summed.squares_by_machine
            as effective_n_by_machine,
        summed.items_by_people * summed.items_by_people / summed.squares_by_people
            as effective_n_by_people
    from summed
)

select
    estimated.week_on,
    estimated.work_class,
    estimated.precision_share,
    {{ wilson_low('estimated.precision_share', 'estimated.effective_n_by_machine') }}
        as precision_share_low,
    {{ wilson_high('estimated.precision_share', 'estimated.effective_n_by_machine') }}
        as precision_share_high,
    estimated.recall_share,
    {{ wilson_low('estimated.recall_share', 'estimated.effective_n_by_people') }}
        as recall_share_low,
    {{ wilson_high('estimated.recall_share', 'estimated.effective_n_by_people') }}
        as recall_share_high,
    estimated.agreed_items,
    estimated.items_by_machine,
    estimated.items_by_people,
    estimated.n_agreed,
    estimated.n_by_machine,
    estimated.n_by_people
from estimated
