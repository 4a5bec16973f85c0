-- Grain: one row per work item that has a class.
with
decisions as (select * from {{ ref('int_classifications__decided') }}),

methods as (select * from {{ ref('classification_methods') }})

select
    decisions.work_item_id,
    methods.prior_confidence as confidence,
    'prior' as confidence_basis
from decisions
inner join methods on decisions.classification_method = methods.classification_method
