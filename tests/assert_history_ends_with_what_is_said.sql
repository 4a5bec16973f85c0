-- "What we said" must end with what this publication says, item by item, or the history is not to be trusted.
select work_items.work_item_id
from {{ ref('fct_work_items') }} as work_items
inner join {{ ref('int_nights__known') }} as nights
    on nights.is_this_night
    and nights.is_remembered
left join {{ ref('fct_classification_history') }} as history
    on work_items.work_item_id = history.work_item_id
    and history.said_to is null
where
    history.work_item_id is null
    or not ({{ same_classification('work_items', 'history') }})
