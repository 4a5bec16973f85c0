-- A growing remainder means the definitions no longer fit the work; it is watched, never filled.
{{ config(severity = 'warn') }}

select
    sum(effort.effort_days) filter (where work_items.work_class = 'unclassified')
    / sum(effort.effort_days) as unclassified_share
from {{ ref('fct_effort_by_item_week') }} as effort
inner join {{ ref('fct_work_items') }} as work_items
    on effort.work_item_id = work_items.work_item_id
having
    sum(effort.effort_days) filter (where work_items.work_class = 'unclassified')
    / sum(effort.effort_days) > {{ var('max_unclassified_share') }}
