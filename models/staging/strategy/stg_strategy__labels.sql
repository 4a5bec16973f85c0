-- Grain: one row per work item and person who labelled it blind.
with labels as (

    select * from {{ source('raw_strategy', 'labels') }}

)

select
    labels.work_item_id,
    labels.work_class,
    labels.work_category,
    labels.labelled_by,
    labels.labelled_on,
    labels.line_number
from labels
