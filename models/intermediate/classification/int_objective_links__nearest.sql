-- Grain: one row per work item, day, and objective that the item or one above it is linked to that day.
-- The nearest links count, several at one distance together; a link of a whole project counts last.
with
asked as (select * from {{ ref('int_decision_days__asked') }}),

link_matches as (select * from {{ ref('int_objective_links__matched') }}),

ancestors as (select * from {{ ref('int_ancestors__resolved') }}),

reached as (
    select
        link_matches.*,
        null::text as inherited_from_work_item_id,
        null::text as inheritance_path,
        0 as distance
    from link_matches
    union all
    select
        ancestors.work_item_id,
        link_matches.objective_id,
        link_matches.link_type,
        link_matches.value,
        link_matches.is_of_one_tool,
        link_matches.link_reach,
        link_matches.valid_from,
        link_matches.valid_to,
        ancestors.ancestor_work_item_id as inherited_from_work_item_id,
        ancestors.inheritance_path,
        ancestors.distance
    from ancestors
    inner join link_matches on ancestors.ancestor_work_item_id = link_matches.work_item_id
),

-- What names the tool goes before what names none.
in_force as (
    select
        asked.decided_on,
        reached.*
    from asked
    inner join reached
        on asked.work_item_id = reached.work_item_id
        and asked.decided_on between reached.valid_from and reached.valid_to
    qualify
        rank() over (
            partition by
                asked.work_item_id, asked.decided_on, reached.inherited_from_work_item_id,
                reached.link_type, reached.value
            order by reached.is_of_one_tool desc
        ) = 1
),

nearest as (
    select in_force.*
    from in_force
    qualify
        row_number() over (
            partition by in_force.work_item_id, in_force.decided_on, in_force.objective_id
            order by
                in_force.link_type = 'project', in_force.distance, in_force.link_reach,
                in_force.inheritance_path, in_force.value
        ) = 1
)

select
    nearest.work_item_id,
    nearest.objective_id,
    nearest.inherited_from_work_item_id,
    nearest.link_type,
    nearest.value,
    nearest.inheritance_path,
    nearest.distance,
    dense_rank() over (
        partition by nearest.work_item_id, nearest.decided_on
        order by nearest.link_type = 'project', nearest.distance
    ) as link_tier,
    row_number() over (
        partition by nearest.work_item_id, nearest.decided_on
        order by
            nearest.link_type = 'project', nearest.distance, nearest.link_reach,
            nearest.objective_id
    ) as link_order,
    nearest.decided_on
from nearest
