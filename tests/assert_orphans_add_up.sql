-- Each item stands in its hop once, linked or not; the root counts what its teams count.
with
orphans as (select * from {{ ref('metrics_orphans_by_team_hop') }}),

counted as (
    select
        chain_hops.chain_hop,
        count(*) as n_items
    from {{ ref('int_chain_hops__counted') }} as chain_hops
    group by chain_hops.chain_hop
)

select
    counted.chain_hop,
    counted.n_items,
    orphans.n_items as n_published_items
from counted
full outer join orphans
    on counted.chain_hop = orphans.chain_hop
    and orphans.team_id = 'organisation'
where
    (
        coalesce(orphans.team_id, 'organisation') = 'organisation'
        and counted.n_items is distinct from orphans.n_items
    )
    or orphans.n_linked + orphans.n_orphans <> orphans.n_items
