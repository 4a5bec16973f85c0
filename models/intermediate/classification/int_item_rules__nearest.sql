-- Grain: one row per work item and whether the rule that places it is its own or comes from above.
with
rule_matches as (select * from {{ ref('int_rule_matches__evaluated') }}),

ancestors as (select * from {{ ref('int_ancestors__resolved') }}),

first_matches as (
    select rule_matches.*
    from rule_matches
    where rule_matches.match_order = 1
),

placed as (
    select
        first_matches.work_item_id,
        first_matches.work_item_id as ruled_work_item_id,
        first_matches.rule_id,
        first_matches.priority,
        first_matches.work_item_id as inheritance_path,
        0 as distance
    from first_matches
    union all
    select
        ancestors.work_item_id,
        ancestors.ancestor_work_item_id as ruled_work_item_id,
        first_matches.rule_id,
        first_matches.priority,
        ancestors.inheritance_path,
        ancestors.distance
    from ancestors
    inner join first_matches on ancestors.ancestor_work_item_id = first_matches.work_item_id
)

select
    placed.work_item_id,
    placed.ruled_work_item_id,
    placed.rule_id,
    placed.inheritance_path,
    placed.distance = 0 as is_own,
    placed.priority,
    placed.distance
from placed
qualify
    row_number() over (
        partition by placed.work_item_id, placed.distance = 0
        order by placed.distance, placed.priority, placed.ruled_work_item_id
    ) = 1
