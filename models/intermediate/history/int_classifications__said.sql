-- Grain: one row per work item this night speaks of, with what it says.
with
work_items as (select * from {{ ref('fct_work_items') }}),

fingerprints as (select * from {{ ref('int_work_items__fingerprinted') }}),

nights as (select * from {{ ref('int_nights__known') }})

select
    work_items.work_item_id,
    work_items.objective_id,
    work_items.rule_id,
    nights.run_id,
    nights.strategy_version,
    nights.headway_version,
    fingerprints.item_fingerprint,
    work_items.work_class,
    work_items.work_category,
    work_items.classification_method,
    work_items.is_deleted,
    nights.is_remembered,
    nights.as_of_on as said_from
from work_items
inner join fingerprints on work_items.work_item_id = fingerprints.work_item_id
inner join nights on nights.is_this_night
