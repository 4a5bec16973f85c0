-- A rule's matches that are neither placed nor shadowed would have it look idle, or busier than it is.
with
rules as (select * from {{ ref('dim_classification_rules') }}),

work_items as (select * from {{ ref('fct_work_items') }}),

placed as (
    select
        work_items.rule_id,
        count(*) as n_items_placed
    from work_items
    where work_items.classification_method = 'rule'
    group by work_items.rule_id
)

select
    rules.rule_id,
    rules.n_items_matched,
    rules.n_items_shadowed,
    placed.n_items_placed
from rules
left join placed on rules.rule_id = placed.rule_id
where
    rules.n_items_matched - rules.n_items_shadowed <> coalesce(placed.n_items_placed, 0)
    or rules.n_items_shadowed_by_rules > rules.n_items_shadowed
