-- Grain: one row per team and hop of the chain from ticket to objective.
with
chain_hops as (select * from {{ ref('int_chain_hops__counted') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

-- The chain is counted as it stands, so it rests on what the team's newest week rests on.
quality as (
    select rested.*
    from {{ ref('int_team_week_quality__measured') }} as rested
    qualify row_number() over (partition by rested.team_id order by rested.week_on desc) = 1
),

counted as (
    select
        team_ancestors.ancestor_team_id as team_id,
        chain_hops.chain_hop,
        count(*) as n_items,
        count(*) filter (where chain_hops.is_linked) as n_linked
    from chain_hops
    inner join team_ancestors on chain_hops.team_id = team_ancestors.team_id
    group by team_ancestors.ancestor_team_id, chain_hops.chain_hop
)

select
    counted.team_id,
    counted.chain_hop,
    ((counted.n_items - counted.n_linked) / counted.n_items)::double as orphan_share,
    counted.n_items,
    counted.n_linked,
    counted.n_items - counted.n_linked as n_orphans,
    {{ row_quality('quality') }}
from counted
left join quality on counted.team_id = quality.team_id
