-- Grain: one row per team, objective that an open item of its scope serves at a week's end, and week.
-- A sign on any item that serves the objective counts, also on one completed since.
with
open_items as (select * from {{ ref('int_open_strategic_items__weekly') }}),

item_objectives as (select * from {{ ref('fct_item_objectives') }}),

work_items as (select * from {{ ref('fct_work_items') }}),

activity as (select * from {{ ref('fct_item_activity_by_week') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

tracked as (
    select
        team_ancestors.ancestor_team_id as team_id,
        item_objectives.objective_id,
        open_items.week_on,
        open_items.week_ends_at
    from open_items
    inner join item_objectives on open_items.work_item_id = item_objectives.work_item_id
    inner join team_ancestors on open_items.team_id = team_ancestors.team_id
    group by
        team_ancestors.ancestor_team_id, item_objectives.objective_id, open_items.week_on,
        open_items.week_ends_at
),

signs as (
    select
        team_ancestors.ancestor_team_id as team_id,
        item_objectives.objective_id,
        activity.week_on,
        max(activity.last_acted_at) as last_acted_at
    from activity
    inner join item_objectives on activity.work_item_id = item_objectives.work_item_id
    inner join work_items
        on activity.work_item_id = work_items.work_item_id
        and not work_items.is_deleted
    inner join team_ancestors on work_items.team_id = team_ancestors.team_id
    group by team_ancestors.ancestor_team_id, item_objectives.objective_id, activity.week_on
)

select
    tracked.team_id,
    tracked.objective_id,
    tracked.week_on,
    coalesce(
        max(signs.last_acted_at)
        < tracked.week_ends_at - interval '{{ var("silent_after_days") }} days', true
    ) as is_silent
from tracked
left join signs
    on tracked.team_id = signs.team_id
    and tracked.objective_id = signs.objective_id
    and tracked.week_on >= signs.week_on
group by tracked.team_id, tracked.objective_id, tracked.week_on, tracked.week_ends_at
