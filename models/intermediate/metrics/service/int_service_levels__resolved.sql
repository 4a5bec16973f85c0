-- Grain: one row per team and priority its tickets had, with the targets that hold there.
-- The nearest team that names a target wins, a row for any team last; in a team the row that names
-- the priority wins over one for any. Each of the two targets is looked up for itself.
with
team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

service_levels as (select * from {{ ref('stg_strategy__service_levels') }}),

priorities as (
    select lower(coalesce(changes.priority_name, '')) as priority_name
    from {{ ref('int_ticket_priority_changes__unioned') }} as changes
    group by lower(coalesce(changes.priority_name, ''))
),

offered as (
    select
        team_ancestors.team_id,
        priorities.priority_name,
        service_levels.first_reply_hours,
        service_levels.resolution_hours,
        row_number() over (
            partition by team_ancestors.team_id, priorities.priority_name
            order by
                service_levels.team_id is null,
                team_ancestors.distance,
                service_levels.priority_name is null,
                service_levels.line_number
        ) as preference
    from team_ancestors
    cross join priorities
    inner join service_levels
        on coalesce(service_levels.team_id, team_ancestors.team_id)
        = team_ancestors.ancestor_team_id
        and lower(coalesce(service_levels.priority_name, priorities.priority_name))
        = priorities.priority_name
)

select
    offered.team_id,
    offered.priority_name,
    min_by(offered.first_reply_hours, offered.preference)
    filter (where offered.first_reply_hours is not null) as first_reply_target_hours,
    min_by(offered.resolution_hours, offered.preference)
    filter (where offered.resolution_hours is not null) as resolution_target_hours
from offered
group by offered.team_id, offered.priority_name
