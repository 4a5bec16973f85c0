-- Grain: one row per work item and rule of the decision table whose filled cells all hold, on any day.
with
work_items as (select * from {{ ref('int_work_items__decidable') }}),

rules as (select * from {{ ref('int_rules__prepared') }}),

rule_fingerprints as (select * from {{ ref('int_rule_fingerprints__matched') }}),

title_matches as (select * from {{ ref('int_title_matches__evaluated') }})

select
    work_items.work_item_id,
    rules.rule_id,
    rules.priority,
    coalesce(rules.valid_from, '0001-01-01'::date) as valid_from,
    coalesce(rules.valid_to, '9999-12-31'::date) as valid_to
from work_items
inner join rule_fingerprints
    on work_items.cells_fingerprint = rule_fingerprints.cells_fingerprint
inner join rules on rule_fingerprints.rule_id = rules.rule_id
left join title_matches
    on work_items.work_item_id = title_matches.work_item_id
    and rules.rule_id = title_matches.rule_id
where
    rules.title_matches is null
    or title_matches.rule_id is not null
