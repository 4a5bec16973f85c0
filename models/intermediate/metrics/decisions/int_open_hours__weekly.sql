-- Grain: one row per team and whole week in which an item of its scope was open for a moment.
-- Priorities are counted where their history is known; a change after completion is none here.
with
open_items as (select * from {{ ref('int_open_items__weekly') }}),

priority_changes as (select * from {{ ref('fct_priority_changes') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

prioritised as (
    select priority_changes.work_item_id
    from priority_changes
    where priority_changes.is_first
),

changed as (
    select
        priority_changes.work_item_id,
        date_trunc('week', priority_changes.changed_at)::date as week_on,
        count(*) as n_changes
    from priority_changes
    where not priority_changes.is_first
    group by priority_changes.work_item_id, date_trunc('week', priority_changes.changed_at)::date
)

select
    team_ancestors.ancestor_team_id as team_id,
    open_items.week_on,
    sum(open_items.in_progress_hours) as in_progress_hours,
    sum(open_items.waiting_hours) as waiting_hours,
    count(prioritised.work_item_id) as n_prioritised_items,
    coalesce(sum(changed.n_changes), 0)::bigint as n_priority_changes
from open_items
inner join team_ancestors on open_items.team_id = team_ancestors.team_id
left join prioritised on open_items.work_item_id = prioritised.work_item_id
left join changed
    on open_items.work_item_id = changed.work_item_id
    and open_items.week_on = changed.week_on
group by team_ancestors.ancestor_team_id, open_items.week_on
