-- Grain: one row per objective of the strategy folder.
with
objectives as (select * from {{ ref('stg_strategy__objectives') }}),

ancestors as (select * from {{ ref('int_objective_ancestors__resolved') }}),

paths as (
    select
        ancestors.objective_id,
        max(ancestors.distance) as depth,
        max_by(ancestors.ancestor_objective_id, ancestors.distance) as root_objective_id
    from ancestors
    group by ancestors.objective_id
)

select
    objectives.objective_id,
    objectives.parent_objective_id,
    paths.root_objective_id,
    objectives.objective_name,
    objectives.owner,
    paths.depth,
    objectives.planned_share,
    objectives.starts_on,
    objectives.ends_on
from objectives
inner join paths on objectives.objective_id = paths.objective_id
