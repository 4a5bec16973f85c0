-- Grain: one row per work item and stretch of nights whose publications gave it one class.
with
history as (select * from {{ ref('fct_classification_history') }})

select
    history.work_item_id,
    history.work_class,
    history.change_reason,
    history.said_from
from history
