-- Grain: one row per person, working day, work item and team.
-- A person's working day is one effort day times capacity, split over the items by weight.
with
presence as (select * from {{ ref('int_presence__weighted') }}),

team_members as (select * from {{ ref('int_team_members__pseudonymised') }}),

work_item_teams as (select * from {{ ref('int_work_item_teams__assigned') }}),

day_shares as (
    select
        presence.person_id,
        presence.work_item_id,
        presence.worked_on,
        presence.presence_weight / sum(presence.presence_weight) over (
            partition by presence.person_id, presence.worked_on
        ) as day_share
    from presence
)

-- Who is in no team on that day works for the team that owns the item, with the whole day.
select
    day_shares.person_id,
    day_shares.worked_on,
    day_shares.work_item_id,
    coalesce(team_members.team_id, work_item_teams.team_id) as team_id,
    (day_shares.day_share * coalesce(team_members.capacity_share, 1.0))::decimal(18, 9)
        as effort_days
from day_shares
left join team_members
    on day_shares.person_id = team_members.person_id
    and day_shares.worked_on >= coalesce(team_members.starts_on, day_shares.worked_on)
    and day_shares.worked_on <= coalesce(team_members.ends_on, day_shares.worked_on)
inner join work_item_teams on day_shares.work_item_id = work_item_teams.work_item_id
