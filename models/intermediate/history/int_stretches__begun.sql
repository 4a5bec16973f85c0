-- Grain: one row per work item of which this night says something else than the night before, and why.
with
said as (select * from {{ ref('int_classifications__said') }}),

stretches as (select * from {{ ref('int_stretches__remembered') }}),

said_before as (select * from {{ source('history', 'fct_classification_history') }}),

nights as (select * from {{ ref('int_nights__known') }}),

last_stretches as (
    select stretches.* from stretches
    qualify
        row_number() over (partition by stretches.work_item_id order by stretches.said_from desc)
        = 1
),

last_nights as (
    select nights.* from nights
    where not nights.is_this_night
    qualify row_number() over (order by nights.as_of_on desc) = 1
),

reasoned as (
    select
        said.*,
        case
            when last_stretches.work_item_id is null then 'first_seen'
            when last_stretches.said_to is not null then 'seen_again'
            when said.is_deleted and not last_stretches.is_deleted then 'deleted'
            -- Fingerprints of two versions of Headway may be made of different things.
            when
                said.item_fingerprint <> last_stretches.item_fingerprint
                and said.headway_version = last_nights.headway_version
                then 'changed_item'
            when
                said.classification_method in ('text_model', 'none')
                and last_stretches.classification_method in ('text_model', 'none')
                then 'changed_model'
            when said.strategy_version <> last_nights.strategy_version then 'changed_rules'
            when said.headway_version <> last_nights.headway_version then 'changed_model'
            else 'passed_date'
        end as change_reason
    from said
    left join last_stretches on said.work_item_id = last_stretches.work_item_id
    left join last_nights on true
    where
        last_stretches.work_item_id is null
        or last_stretches.said_to is not null
        or not ({{ same_classification('said', 'last_stretches') }})
)

select
    reasoned.work_item_id,
    reasoned.objective_id,
    reasoned.rule_id,
    -- A second run of the night that says the same changes nothing, not even who said it.
    coalesce(said_before.run_id, reasoned.run_id) as run_id,
    reasoned.strategy_version,
    reasoned.item_fingerprint,
    reasoned.work_class,
    reasoned.work_category,
    reasoned.classification_method,
    reasoned.change_reason,
    reasoned.is_deleted,
    reasoned.is_remembered,
    reasoned.said_from
from reasoned
left join said_before
    on reasoned.work_item_id = said_before.work_item_id
    and reasoned.said_from = said_before.said_from
    and reasoned.strategy_version = said_before.strategy_version
    and reasoned.change_reason = said_before.change_reason
    and {{ same_classification('reasoned', 'said_before') }}
