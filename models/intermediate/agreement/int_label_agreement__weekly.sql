-- Grain: one row per week and work item labelled by its end, beside what the machine says today.
with
effort as (select * from {{ ref('int_stratum_effort__weekly') }}),

consensus as (select * from {{ ref('int_label_consensus__dated') }}),

work_items as (select * from {{ ref('fct_work_items') }}),

weeks as (
    select effort.week_on
    from effort
    group by effort.week_on
)

select
    weeks.week_on,
    consensus.work_item_id,
    work_items.classification_method,
    work_items.work_class,
    consensus.labelled_class,
    consensus.n_labels,
    work_items.effort_days
from weeks
inner join consensus
    on {{ days_between('weeks.week_on', 'consensus.known_from_on') }} < 7
    and {{ days_between('weeks.week_on', 'coalesce(consensus.known_until_on, weeks.week_on + 7)') }}
    >= 7
inner join work_items on consensus.work_item_id = work_items.work_item_id
