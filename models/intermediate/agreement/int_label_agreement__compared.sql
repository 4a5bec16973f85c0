-- Grain: one row per work item whose class people agree on as of as_of, and could tell.
with
consensus as (select * from {{ ref('int_label_consensus__dated') }}),

classifications as (select * from {{ ref('int_classifications__decided') }})

select
    consensus.work_item_id,
    classifications.rule_id,
    classifications.classification_method,
    classifications.work_class,
    consensus.labelled_class,
    classifications.work_class = consensus.labelled_class as is_agreeing
from consensus
inner join classifications on consensus.work_item_id = classifications.work_item_id
where
    consensus.known_until_on is null
    and consensus.labelled_class in ('strategic', 'operational')
