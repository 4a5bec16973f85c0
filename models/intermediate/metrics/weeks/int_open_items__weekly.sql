-- Grain: one row per work item and whole week in which it was open for a moment at least.
-- The end of a week is just before the next Monday, 00:00 UTC. Deleted items are left out.
with
weeks as (select * from {{ ref('int_weeks__whole') }}),

work_items as (select * from {{ ref('fct_work_items') }}),

status_spans as (select * from {{ ref('fct_status_spans') }}),

open_stays as (
    select
        status_spans.work_item_id,
        status_spans.status_group,
        weeks.week_on,
        weeks.ends_at as week_ends_at,
        coalesce(status_spans.ended_at, weeks.ends_at) >= weeks.ends_at as lasts_to_the_end,
        {{ hours_between(
            'greatest(status_spans.started_at, weeks.starts_at)',
            'least(coalesce(status_spans.ended_at, weeks.ends_at), weeks.ends_at)'
        ) }}::decimal(18, 9) as stay_hours
    from status_spans
    inner join weeks
        on status_spans.started_at < weeks.ends_at
        and coalesce(status_spans.ended_at, weeks.ends_at) > weeks.starts_at
    where status_spans.status_group <> 'done'
)

select
    open_stays.week_on,
    open_stays.work_item_id,
    work_items.team_id,
    work_items.item_type,
    work_items.work_class,
    max(open_stays.status_group) filter (where open_stays.lasts_to_the_end) as status_group_at_end,
    bool_or(open_stays.lasts_to_the_end) as is_open_at_end,
    coalesce(
        sum(open_stays.stay_hours) filter (where open_stays.status_group = 'in_progress'), 0
    ) as in_progress_hours,
    coalesce(
        sum(open_stays.stay_hours) filter (where open_stays.status_group = 'waiting'), 0
    ) as waiting_hours,
    open_stays.week_ends_at,
    work_items.started_at
from open_stays
inner join work_items on open_stays.work_item_id = work_items.work_item_id
where not work_items.is_deleted
group by
    open_stays.week_on, open_stays.work_item_id, work_items.team_id, work_items.item_type,
    work_items.work_class, open_stays.week_ends_at, work_items.started_at
