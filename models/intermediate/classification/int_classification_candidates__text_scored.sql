-- Grain: one row per work item that nothing else places and whose words speak for a class.
with
stated as (select * from {{ ref('int_classification_candidates__stated') }})

select
    stated.*,
    null::double as text_precision
from stated
where stated.work_item_id is null
