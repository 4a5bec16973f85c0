-- Grain: one row per time a work item passed from a person of one team to a person of another.
-- Who had it in between without a team, or nobody, is passed over; no person is named.
with
assignee_spans as (select * from {{ ref('int_assignee_spans__derived') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

people as (select * from {{ ref('int_people__resolved') }}),

team_members as (select * from {{ ref('int_team_members__pseudonymised') }}),

-- A person of several teams counts for the one with the largest share of them on that day.
stays as (
    select
        assignee_spans.work_item_id,
        assignee_spans.started_at,
        people.person_id,
        team_members.team_id
    from assignee_spans
    inner join work_items
        on assignee_spans.work_item_id = work_items.work_item_id
        and not work_items.is_deleted
    inner join people
        on work_items.source_system = people.source_system
        and assignee_spans.account_id = people.account_id
    inner join team_members
        on people.person_id = team_members.person_id
        and assignee_spans.started_at::date
        >= coalesce(team_members.starts_on, assignee_spans.started_at::date)
        and assignee_spans.started_at::date
        <= coalesce(team_members.ends_on, assignee_spans.started_at::date)
    qualify
        row_number() over (
            partition by
                assignee_spans.work_item_id, assignee_spans.started_at, assignee_spans.account_id
            order by team_members.capacity_share desc, team_members.team_id asc
        ) = 1
),

followed as (
    select
        stays.*,
        lag(stays.team_id) over (
            partition by stays.work_item_id order by stays.started_at, stays.person_id
        ) as from_team_id,
        lag(stays.person_id) over (
            partition by stays.work_item_id order by stays.started_at, stays.person_id
        ) as from_person_id
    from stays
)

select
    followed.work_item_id,
    row_number() over (
        partition by followed.work_item_id order by followed.started_at, followed.person_id
    ) as handoff_number,
    followed.from_team_id,
    followed.team_id as to_team_id,
    followed.started_at as handed_off_at
from followed
where
    followed.from_team_id <> followed.team_id
    and followed.from_person_id <> followed.person_id
