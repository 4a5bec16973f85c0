-- Grain: one row per membership of a person in a team.
with
team_members as (select * from {{ ref('stg_strategy__team_members') }})

select
    {{ pseudonym("'person:' || team_members.person_id") }} as person_id,
    team_members.team_id,
    coalesce(team_members.capacity_share, 1.0) as capacity_share,
    team_members.starts_on,
    team_members.ends_on
from team_members
