-- Grain: one row per project, repository or queue that a team owns.
with team_scopes as (

    select * from {{ source('raw_strategy', 'team_scopes') }}

)

select
    team_scopes.team_id,
    team_scopes.source_system,
    team_scopes.container,
    team_scopes.line_number
from team_scopes
