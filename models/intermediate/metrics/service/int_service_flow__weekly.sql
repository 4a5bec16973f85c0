-- Grain: one row per team and week that is published or in which a service item changed.
-- Backlog at the end of a week: all created and reopened until then, less all solved.
with
events as (select * from {{ ref('int_service_item_events__derived') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

team_weeks as (select * from {{ ref('int_team_weeks__published') }}),

told as (
    select
        team_ancestors.ancestor_team_id as team_id,
        date_trunc('week', events.happened_at)::date as week_on,
        events.event_kind,
        events.work_category
    from events
    inner join team_ancestors on events.team_id = team_ancestors.team_id
    union all
    select
        team_weeks.team_id,
        team_weeks.week_on,
        'none' as event_kind,
        null as work_category
    from team_weeks
),

counted as (
    select
        told.team_id,
        told.week_on,
        count(*) filter (where told.event_kind = 'created') as n_created_items,
        count(*) filter (where told.event_kind = 'solved') as n_solved_items,
        count(*) filter (where told.event_kind = 'reopened') as n_reopened_items,
        count(*) filter (where told.event_kind = 'created' and told.work_category = 'incident')
            as n_created_incidents,
        count(*) filter (where told.event_kind = 'created' and told.work_category = 'defect')
            as n_created_defects,
        count(*) filter (where told.event_kind = 'solved' and told.work_category = 'defect')
            as n_solved_defects
    from told
    group by told.team_id, told.week_on
)

select
    counted.team_id,
    counted.week_on,
    counted.n_created_items,
    counted.n_solved_items,
    counted.n_reopened_items,
    (
        sum(counted.n_created_items + counted.n_reopened_items - counted.n_solved_items) over (
            partition by counted.team_id order by counted.week_on
            rows between unbounded preceding and current row
        )
    )::bigint as n_backlog_items,
    counted.n_created_incidents,
    counted.n_created_defects,
    counted.n_solved_defects
from counted
