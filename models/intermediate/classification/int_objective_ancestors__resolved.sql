-- Grain: one row per objective and objective above it, itself included at distance 0.
with recursive
objectives as (select * from {{ ref('stg_strategy__objectives') }}),

paths as (
    select
        objectives.objective_id,
        objectives.objective_id as ancestor_objective_id,
        0 as distance
    from objectives
    union all
    select
        paths.objective_id,
        objectives.parent_objective_id as ancestor_objective_id,
        paths.distance + 1 as distance
    from paths
    inner join objectives on paths.ancestor_objective_id = objectives.objective_id
    where objectives.parent_objective_id is not null
)

select
    paths.objective_id,
    paths.ancestor_objective_id,
    paths.distance
from paths
