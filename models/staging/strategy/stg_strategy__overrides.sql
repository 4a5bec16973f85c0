-- Grain: one row per work item that a person decided.
with overrides as (

    select * from {{ source('raw_strategy', 'overrides') }}

)

select
    overrides.work_item_id,
    overrides.work_class,
    overrides.work_category,
    overrides.objective_id,
    overrides.decided_by,
    overrides.decided_on,
    overrides.reason,
    overrides.line_number
from overrides
