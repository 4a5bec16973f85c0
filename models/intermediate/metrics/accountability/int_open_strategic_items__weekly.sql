-- Grain: one row per strategic work item and whole week at whose end it was open.
-- A due date is the one the item has today: not every tool keeps what it was before.
with
open_items as (select * from {{ ref('int_open_items__weekly') }}),

work_items as (select * from {{ ref('fct_work_items') }}),

assignment_spans as (select * from {{ ref('fct_assignment_spans') }}),

sprint_stays as (select * from {{ ref('fct_sprint_stays') }}),

strategic as (
    select
        open_items.*,
        work_items.due_on
    from open_items
    inner join work_items on open_items.work_item_id = work_items.work_item_id
    where open_items.is_open_at_end and open_items.work_class = 'strategic'
),

owned as (
    select
        strategic.work_item_id,
        strategic.week_on
    from strategic
    inner join assignment_spans
        on strategic.work_item_id = assignment_spans.work_item_id
        and strategic.week_ends_at > assignment_spans.started_at
        and strategic.week_ends_at <= coalesce(assignment_spans.ended_at, strategic.week_ends_at)
    group by strategic.work_item_id, strategic.week_on
),

planned as (
    select
        strategic.work_item_id,
        strategic.week_on
    from strategic
    inner join sprint_stays
        on strategic.work_item_id = sprint_stays.work_item_id
        and strategic.week_ends_at > sprint_stays.entered_at
        and strategic.week_ends_at <= coalesce(sprint_stays.left_at, strategic.week_ends_at)
        and strategic.week_ends_at <= sprint_stays.sprint_ends_at
    group by strategic.work_item_id, strategic.week_on
)

select
    strategic.week_on,
    strategic.work_item_id,
    strategic.team_id,
    strategic.status_group_at_end in ('in_progress', 'waiting') as is_started,
    owned.work_item_id is not null as is_owned,
    strategic.due_on is not null or planned.work_item_id is not null as is_dated,
    coalesce({{ days_between('strategic.due_on', 'strategic.week_on') }} > -7, false) as is_overdue,
    strategic.week_ends_at
from strategic
left join owned
    on strategic.work_item_id = owned.work_item_id
    and strategic.week_on = owned.week_on
left join planned
    on strategic.work_item_id = planned.work_item_id
    and strategic.week_on = planned.week_on
