-- A person's day that is split into more or less than one day (times capacity) tilts every share.
with
presence as (select * from {{ ref('int_presence__weighted') }}),

effort as (select * from {{ ref('int_effort__split') }}),

team_members as (select * from {{ ref('int_team_members__pseudonymised') }}),

person_days as (
    select
        presence.person_id,
        presence.worked_on
    from presence
    group by presence.person_id, presence.worked_on
),

capacities as (
    select
        person_days.person_id,
        person_days.worked_on,
        coalesce(sum(team_members.capacity_share), 1.0) as capacity
    from person_days
    left join team_members
        on person_days.person_id = team_members.person_id
        and person_days.worked_on >= coalesce(team_members.starts_on, person_days.worked_on)
        and person_days.worked_on <= coalesce(team_members.ends_on, person_days.worked_on)
    group by person_days.person_id, person_days.worked_on
),

split as (
    select
        effort.person_id,
        effort.worked_on,
        sum(effort.effort_days) as effort_days
    from effort
    group by effort.person_id, effort.worked_on
)

select
    capacities.*,
    split.effort_days
from capacities
left join split
    on capacities.person_id = split.person_id
    and capacities.worked_on = split.worked_on
where split.effort_days is null or abs(split.effort_days - capacities.capacity) > 0.000001
