-- Grain: one row per team, the whole organisation included.
-- Teams without a parent hang below `organisation`, which exists even where no team is named.
with
named_teams as (select * from {{ ref('stg_strategy__teams') }}),

root as (
    select
        'organisation' as team_id,
        null::text as parent_team_id,
        'Organisation' as team_name
    where not exists (
            select 1 from named_teams
            where named_teams.team_id = 'organisation'
        )
),

unioned as (
    select * from root
    union all
    select
        named_teams.team_id,
        case
            when named_teams.team_id <> 'organisation'
                then coalesce(named_teams.parent_team_id, 'organisation')
        end as parent_team_id,
        named_teams.team_name
    from named_teams
)

select
    unioned.team_id,
    unioned.parent_team_id,
    unioned.team_name
from unioned
