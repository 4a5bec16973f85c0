-- Grain: one row per work item and rule of the decision table whose filled cells all hold.
with
work_items as (select * from {{ ref('int_work_items__decidable') }}),

rules as (select * from {{ ref('int_rules__prepared') }}),

rule_fingerprints as (select * from {{ ref('int_rule_fingerprints__matched') }}),

title_matches as (select * from {{ ref('int_title_matches__evaluated') }})

select
    work_items.work_item_id,
    rules.rule_id,
    rules.priority,
    row_number() over (
        partition by work_items.work_item_id order by rules.priority, rules.rule_id
    ) as match_order
from work_items
inner join rule_fingerprints
    on work_items.cells_fingerprint = rule_fingerprints.cells_fingerprint
inner join rules on rule_fingerprints.rule_id = rules.rule_id
left join title_matches
    on work_items.work_item_id = title_matches.work_item_id
    and rules.rule_id = title_matches.rule_id
where
    (rules.title_matches is null or title_matches.rule_id is not null)
    and work_items.decided_on >= coalesce(rules.valid_from, work_items.decided_on)
    and work_items.decided_on <= coalesce(rules.valid_to, work_items.decided_on)
