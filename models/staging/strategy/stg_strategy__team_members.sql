-- Grain: one row per stay of a person in a team.
with team_members as (

    select * from {{ source('raw_strategy', 'team_members') }}

)

select
    team_members.team_id,
    team_members.person_id,
    team_members.starts_on,
    team_members.ends_on,
    team_members.capacity_share,
    team_members.line_number
from team_members
