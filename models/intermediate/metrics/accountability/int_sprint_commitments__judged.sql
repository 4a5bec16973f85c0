-- Grain: one row per work item and sprint it was committed to, of sprints that were closed.
-- Committed: in the sprint when its planning was over, and not done when it began.
with
sprint_stays as (select * from {{ ref('fct_sprint_stays') }}),

work_items as (select * from {{ ref('fct_work_items') }}),

status_spans as (select * from {{ ref('fct_status_spans') }}),

planned as (
    select
        sprint_stays.*,
        sprint_stays.sprint_starts_at + interval '{{ var("sprint_planning_hours") }} hours'
            as planned_at
    from sprint_stays
    where sprint_stays.sprint_closed_at is not null
)

select
    planned.work_item_id,
    planned.sprint_id,
    work_items.team_id,
    date_trunc('week', planned.sprint_closed_at)::date as week_on,
    coalesce(bool_or(
        status_spans.status_group = 'done'
        and status_spans.started_at <= planned.sprint_closed_at
        and coalesce(status_spans.ended_at > planned.sprint_closed_at, true)
    ), false) as is_done_at_end
from planned
inner join work_items
    on planned.work_item_id = work_items.work_item_id
    and not work_items.is_deleted
left join status_spans on planned.work_item_id = status_spans.work_item_id
where
    planned.entered_at <= planned.planned_at
    and coalesce(planned.left_at > planned.planned_at, true)
group by
    planned.work_item_id, planned.sprint_id, work_items.team_id,
    date_trunc('week', planned.sprint_closed_at)::date
having
    not coalesce(bool_or(
        status_spans.status_group = 'done'
        and status_spans.started_at <= planned.sprint_starts_at
        and coalesce(status_spans.ended_at > planned.sprint_starts_at, true)
    ), false)
