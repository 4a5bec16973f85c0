-- Grain: one row per team and hop of the chain from ticket to objective.
with
chain_hops as (select * from {{ ref('int_chain_hops__counted') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }})

select
    team_ancestors.ancestor_team_id as team_id,
    chain_hops.chain_hop,
    (count(*) filter (where not chain_hops.is_linked) / nullif(count(*), 0))::double
        as orphan_share,
    count(*) as n_items,
    count(*) filter (where chain_hops.is_linked) as n_linked,
    count(*) filter (where not chain_hops.is_linked) as n_orphans
from chain_hops
inner join team_ancestors on chain_hops.team_id = team_ancestors.team_id
group by team_ancestors.ancestor_team_id, chain_hops.chain_hop
