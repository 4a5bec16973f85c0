-- Grain: one row per link between two known items that are not deleted, from when both exist until
-- both are done for good; crossing teams where neither item's team is above the other's.
with
links as (select * from {{ ref('fct_work_item_links') }}),

work_items as (select * from {{ ref('fct_work_items') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }})

select
    links.from_work_item_id,
    links.to_work_item_id,
    links.link_kind,
    from_above.team_id is null and to_above.team_id is null as is_cross_team,
    greatest(from_items.created_at, to_items.created_at) as alive_from_at,
    case
        when from_items.resolved_at is not null and to_items.resolved_at is not null
            then greatest(from_items.resolved_at, to_items.resolved_at)
    end as alive_to_at
from links
inner join work_items as from_items
    on links.from_work_item_id = from_items.work_item_id
    and not from_items.is_deleted
inner join work_items as to_items
    on links.to_work_item_id = to_items.work_item_id
    and not to_items.is_deleted
left join team_ancestors as from_above
    on from_items.team_id = from_above.ancestor_team_id
    and to_items.team_id = from_above.team_id
left join team_ancestors as to_above
    on to_items.team_id = to_above.ancestor_team_id
    and from_items.team_id = to_above.team_id
where links.from_work_item_id <> links.to_work_item_id
