-- Grain: one row per team and whole week, weeks without anything under way included.
with
teams as (select * from {{ ref('int_teams__rooted') }}),

weeks as (select * from {{ ref('int_weeks__whole') }}),

open_items as (select * from {{ ref('int_open_items__weekly') }}),

age_limits as (select * from {{ ref('int_age_limits__trailing') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

aged as (
    select
        open_items.team_id,
        open_items.week_on,
        open_items.status_group_at_end,
        age_limits.age_limit_hours is not null as is_ageable,
        coalesce(
            {{ hours_between('open_items.started_at', 'open_items.week_ends_at') }}
            > age_limits.age_limit_hours, false
        ) as is_aged
    from open_items
    left join age_limits
        on open_items.team_id = age_limits.team_id
        and open_items.item_type = age_limits.item_type
        and open_items.week_on = age_limits.week_on
        and open_items.status_group_at_end = 'in_progress'
    where open_items.status_group_at_end in ('in_progress', 'waiting')
),

counted as (
    select
        team_ancestors.ancestor_team_id as team_id,
        aged.week_on,
        count(*) filter (where aged.status_group_at_end = 'in_progress') as n_in_progress_items,
        count(*) filter (where aged.status_group_at_end = 'waiting') as n_waiting_items,
        count(*) filter (where aged.is_ageable) as n_ageable_items,
        count(*) filter (where aged.is_aged) as n_aged_items
    from aged
    inner join team_ancestors on aged.team_id = team_ancestors.team_id
    group by team_ancestors.ancestor_team_id, aged.week_on
)

select
    teams.team_id,
    weeks.week_on,
    coalesce(counted.n_in_progress_items, 0) as n_in_progress_items,
    coalesce(counted.n_waiting_items, 0) as n_waiting_items,
    coalesce(counted.n_in_progress_items + counted.n_waiting_items, 0) as n_load_items,
    coalesce(counted.n_ageable_items, 0) as n_ageable_items,
    coalesce(counted.n_aged_items, 0) as n_aged_items
from teams
cross join weeks
left join counted
    on teams.team_id = counted.team_id
    and weeks.week_on = counted.week_on
