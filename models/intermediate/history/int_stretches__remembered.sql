-- Grain: one row per work item and stretch of nights before this one, as it stood then.
-- What an earlier run of this same night said is no part of it: this run says it again or otherwise.
with
stretches as (select * from {{ source('history', 'fct_classification_history') }}),

nights as (select * from {{ ref('int_nights__known') }})

select
    stretches.work_item_id,
    stretches.objective_id,
    stretches.rule_id,
    stretches.run_id,
    stretches.strategy_version,
    stretches.item_fingerprint,
    stretches.work_class,
    stretches.work_category,
    stretches.classification_method,
    stretches.change_reason,
    stretches.is_deleted,
    stretches.said_from,
    case
        when not nights.is_remembered or stretches.said_to < nights.as_of_on
            then stretches.said_to
    end as said_to
from stretches
inner join nights on nights.is_this_night
where not nights.is_remembered or stretches.said_from < nights.as_of_on
