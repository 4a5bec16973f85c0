-- A proof lost between its text and the published links is a chain that nobody can walk back.
with
links as (
    select
        links.link_kind,
        count(*) as n_proofs
    from {{ ref('int_work_item_links__unioned') }} as links
    group by links.link_kind
),

facts as (
    select
        facts.link_kind,
        sum(facts.n_proofs) as n_proofs
    from {{ ref('fct_work_item_links') }} as facts
    group by facts.link_kind
)

select
    links.link_kind,
    links.n_proofs,
    facts.n_proofs as n_published_proofs
from links
full outer join facts on links.link_kind = facts.link_kind
where links.n_proofs is distinct from facts.n_proofs
