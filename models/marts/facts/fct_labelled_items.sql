-- Grain: one row per work item that people labelled blind, with what they and we say as of as_of.
with
consensus as (select * from {{ ref('int_label_consensus__dated') }}),

classifications as (select * from {{ ref('int_classifications__decided') }})

select
    consensus.work_item_id,
    consensus.labelled_class,
    classifications.work_class,
    classifications.work_class = consensus.labelled_class as is_agreeing,
    consensus.n_labels
from consensus
inner join classifications on consensus.work_item_id = classifications.work_item_id
where consensus.known_until_on is null
