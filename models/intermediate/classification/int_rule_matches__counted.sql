-- Grain: one row per rule that matches any work item.
-- Shadowed is what it matches and does not place: an earlier rule comes first, or stronger evidence.
with
rule_matches as (select * from {{ ref('int_rule_matches__evaluated') }}),

classifications as (select * from {{ ref('int_classifications__decided') }}),

first_matches as (
    select
        rule_matches.work_item_id,
        rule_matches.rule_id
    from rule_matches
    where rule_matches.match_order = 1
),

matched as (
    select
        rule_matches.rule_id,
        case
            when rule_matches.match_order > 1 then first_matches.rule_id
        end as shadowed_by_rule_id,
        (rule_matches.match_order > 1 or classifications.classification_method <> 'rule')
            as is_shadowed
    from rule_matches
    inner join first_matches on rule_matches.work_item_id = first_matches.work_item_id
    inner join classifications on rule_matches.work_item_id = classifications.work_item_id
),

shadows as (
    select
        matched.rule_id,
        matched.shadowed_by_rule_id
    from matched
    where matched.shadowed_by_rule_id is not null
    group by matched.rule_id, matched.shadowed_by_rule_id
    qualify
        row_number() over (
            partition by matched.rule_id order by count(*) desc, matched.shadowed_by_rule_id
        ) = 1
),

counted as (
    select
        matched.rule_id,
        count(*) as n_items_matched,
        count(*) filter (where matched.is_shadowed) as n_items_shadowed,
        count(matched.shadowed_by_rule_id) as n_items_shadowed_by_rules
    from matched
    group by matched.rule_id
)

select
    counted.rule_id,
    shadows.shadowed_by_rule_id,
    counted.n_items_matched,
    counted.n_items_shadowed,
    counted.n_items_shadowed_by_rules
from counted
left join shadows on counted.rule_id = shadows.rule_id
