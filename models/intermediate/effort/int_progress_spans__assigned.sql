-- Grain: one row per stretch in which an item was in progress, assigned to a person, and alive.
with
status_spans as (select * from {{ ref('int_status_spans__derived') }}),

assignee_spans as (select * from {{ ref('int_assignee_spans__derived') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

people as (select * from {{ ref('int_people__resolved') }}),

workers as (select * from {{ ref('int_people__scheduled') }}),

life_windows as (select * from {{ ref('int_life_windows__derived') }}),

-- The inner joins leave out time with nobody, bots and outsiders: none of it is effort.
stretches as (
    select
        status_spans.work_item_id,
        workers.person_id,
        workers.calendar_team_id,
        greatest(
            status_spans.started_at, assignee_spans.started_at, life_windows.alive_from_at
        ) as started_at,
        least(
            coalesce(status_spans.ended_at, {{ as_of_at() }}),
            coalesce(assignee_spans.ended_at, {{ as_of_at() }}),
            life_windows.alive_to_at
        ) as ended_at
    from status_spans
    inner join work_items on status_spans.work_item_id = work_items.work_item_id
    inner join assignee_spans on status_spans.work_item_id = assignee_spans.work_item_id
    inner join life_windows on status_spans.work_item_id = life_windows.work_item_id
    inner join people
        on work_items.source_system = people.source_system
        and assignee_spans.account_id = people.account_id
    inner join workers on people.person_id = workers.person_id
    where status_spans.status_group = 'in_progress'
)

select
    stretches.work_item_id,
    stretches.person_id,
    stretches.calendar_team_id,
    stretches.started_at,
    stretches.ended_at
from stretches
where stretches.started_at < stretches.ended_at
