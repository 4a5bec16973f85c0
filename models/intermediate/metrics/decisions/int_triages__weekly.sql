-- Grain: one row per team and whole week with items triaged in it, or still waiting for it at its end.
with
triages as (select * from {{ ref('int_triages__timed') }}),

weeks as (select * from {{ ref('int_weeks__whole') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

seen as (
    select
        triages.team_id,
        triages.week_on,
        triages.triage_hours,
        0 as n_untriaged
    from triages
    where triages.triaged_at is not null
    union all
    select
        triages.team_id,
        weeks.week_on,
        null as triage_hours,
        1 as n_untriaged
    from triages
    inner join weeks
        on triages.created_at < weeks.ends_at
        and coalesce(triages.triaged_at, weeks.ends_at) >= weeks.ends_at
)

select
    team_ancestors.ancestor_team_id as team_id,
    seen.week_on,
    percentile_cont(0.5) within group (order by seen.triage_hours) as triage_hours_p50,
    percentile_cont(0.85) within group (order by seen.triage_hours) as triage_hours_p85,
    count(seen.triage_hours) as n_triaged_items,
    sum(seen.n_untriaged)::bigint as n_untriaged_items
from seen
inner join team_ancestors on seen.team_id = team_ancestors.team_id
group by team_ancestors.ancestor_team_id, seen.week_on
