-- Grain: one row per work item and stretch of nights whose publications said the same of it.
with
stretches as (select * from {{ ref('int_stretches__remembered') }}),

begun as (select * from {{ ref('int_stretches__begun') }}),

said as (select * from {{ ref('int_classifications__said') }}),

nights as (select * from {{ ref('int_nights__known') }}),

continued as (
    select
        stretches.work_item_id,
        stretches.objective_id,
        stretches.rule_id,
        stretches.run_id,
        stretches.strategy_version,
        case
            when nights.is_remembered and stretches.said_to is null and begun.work_item_id is null
                then coalesce(said.item_fingerprint, stretches.item_fingerprint)
            else stretches.item_fingerprint
        end as item_fingerprint,
        stretches.work_class,
        stretches.work_category,
        stretches.classification_method,
        stretches.change_reason,
        stretches.is_deleted,
        stretches.said_from,
        case
            when
                nights.is_remembered
                and stretches.said_to is null
                and (begun.work_item_id is not null or said.work_item_id is null)
                then nights.as_of_on
            else stretches.said_to
        end as said_to
    from stretches
    inner join nights on nights.is_this_night
    left join said on stretches.work_item_id = said.work_item_id
    left join begun on stretches.work_item_id = begun.work_item_id
)

select * from continued
union all
select
    begun.work_item_id,
    begun.objective_id,
    begun.rule_id,
    begun.run_id,
    begun.strategy_version,
    begun.item_fingerprint,
    begun.work_class,
    begun.work_category,
    begun.classification_method,
    begun.change_reason,
    begun.is_deleted,
    begun.said_from,
    null::date as said_to
from begun
where begun.is_remembered
