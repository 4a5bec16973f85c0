-- Grain: one row per work item, with the team that owns it.
-- The team whose scope names its container; else its assignee's team; else the organisation.
with
work_items as (select * from {{ ref('int_work_items__unioned') }}),

team_scopes as (select * from {{ ref('stg_strategy__team_scopes') }}),

people as (select * from {{ ref('int_people__resolved') }}),

people_teams as (select * from {{ ref('int_people__scheduled') }})

select
    work_items.work_item_id,
    coalesce(team_scopes.team_id, people_teams.calendar_team_id, 'organisation') as team_id
from work_items
left join team_scopes
    on work_items.source_system = team_scopes.source_system
    and work_items.container = team_scopes.container
left join people
    on work_items.source_system = people.source_system
    and work_items.assignee_account_id = people.account_id
left join people_teams on people.person_id = people_teams.person_id
qualify
    row_number() over (
        partition by work_items.work_item_id order by team_scopes.team_id
    ) = 1
