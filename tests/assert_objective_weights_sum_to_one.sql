-- An item whose weights do not sum to 1 counts more or less than its effort in every objective's share.
select
    work_item_id,
    sum(objective_weight) as weight
from {{ ref('fct_item_objectives') }}
group by work_item_id
having abs(sum(objective_weight) - 1) > 1e-9 or count(*) filter (where is_primary) <> 1
