-- Grain: one row per work item and night whose publication gave it another class than the one before,
-- though the item itself had not changed: a rule, a link, an override or the text model had.
with
stretches as (select * from {{ ref('fct_classification_history') }}),

ordered as (
    select
        stretches.*,
        lag(stretches.work_class) over (
            partition by stretches.work_item_id order by stretches.said_from
        ) as earlier_work_class
    from stretches
)

-- A night of a Monday publishes the week before it, so that the change belongs to that week.
select
    ordered.work_item_id,
    ordered.said_from,
    date_trunc('week', ordered.said_from - interval '1 day')::date as week_on,
    ordered.earlier_work_class,
    ordered.work_class
from ordered
where
    ordered.work_class <> ordered.earlier_work_class
    and ordered.change_reason in ('changed_rules', 'changed_model', 'passed_date')
