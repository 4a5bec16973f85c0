-- Grain: one row per person who can earn effort, with the team whose calendar they keep.
-- Bots and people outside the organisation earn nothing. The team of the last day that counts goes
-- before one that the person has left, and that before one they will join.
with
people as (select * from {{ ref('int_people__resolved') }}),

team_members as (select * from {{ ref('int_team_members__pseudonymised') }}),

workers as (
    select people.person_id
    from people
    where people.is_employee and not people.is_bot
    group by people.person_id
),

last_day as (select ('{{ var("as_of") }}'::date - interval '1 day')::date as day_on)

select
    workers.person_id,
    coalesce(team_members.team_id, 'organisation') as calendar_team_id
from workers
cross join last_day
left join team_members on workers.person_id = team_members.person_id
qualify
    row_number() over (
        partition by workers.person_id
        order by
            coalesce(
                coalesce(team_members.starts_on, last_day.day_on) <= last_day.day_on
                and coalesce(team_members.ends_on, last_day.day_on) >= last_day.day_on, false
            ) desc,
            coalesce(team_members.starts_on, last_day.day_on) <= last_day.day_on desc,
            team_members.starts_on desc nulls last,
            team_members.capacity_share desc,
            team_members.team_id asc
    ) = 1
