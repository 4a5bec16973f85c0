-- Grain: one row per published metric.
with
metric_definitions as (select * from {{ ref('metric_definitions') }})

select
    metric_definitions.metric_name,
    metric_definitions.table_name,
    metric_definitions.definition,
    metric_definitions.unit,
    metric_definitions.direction,
    metric_definitions.numerator,
    metric_definitions.denominator
from metric_definitions
