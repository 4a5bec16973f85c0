-- Grain: one row per team; teams form a tree.
with teams as (

    select * from {{ source('raw_strategy', 'teams') }}

)

select
    teams.team_id,
    teams.parent_team_id,
    teams.name as team_name,
    teams.line_number
from teams
