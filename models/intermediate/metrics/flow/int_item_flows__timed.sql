-- Grain: one row per completed work item, with its way from the first start to the last completion.
-- Time in done before a reopening, and back in to do, is flow time and neither active nor waiting.
with
work_items as (select * from {{ ref('fct_work_items') }}),

status_spans as (select * from {{ ref('fct_status_spans') }}),

completed as (
    select
        work_items.*,
        coalesce(work_items.started_at <= work_items.resolved_at, false) as is_timed
    from work_items
    where
        work_items.status_group = 'done'
        and not work_items.is_deleted
        and work_items.resolved_at < {{ as_of_at() }}
),

stays as (
    select
        status_spans.work_item_id,
        status_spans.status_group,
        {{ hours_between(
            'status_spans.started_at',
            'least(coalesce(status_spans.ended_at, completed.resolved_at), completed.resolved_at)'
        ) }}::decimal(18, 9) as stay_hours
    from status_spans
    inner join completed
        on status_spans.work_item_id = completed.work_item_id
        and status_spans.started_at >= completed.started_at
        and status_spans.started_at < completed.resolved_at
    where status_spans.status_group in ('in_progress', 'waiting')
),

summed as (
    select
        stays.work_item_id,
        sum(stays.stay_hours) filter (where stays.status_group = 'in_progress') as active_hours,
        sum(stays.stay_hours) filter (where stays.status_group = 'waiting') as waiting_hours
    from stays
    group by stays.work_item_id
)

select
    completed.work_item_id,
    completed.team_id,
    date_trunc('week', completed.resolved_at)::date as week_on,
    completed.item_type,
    completed.work_class,
    completed.work_category,
    completed.is_timed,
    completed.n_reopens > 0 as is_reopened,
    case
        when completed.is_timed
            then {{ hours_between('completed.started_at', 'completed.resolved_at') }}
    end as flow_time_hours,
    coalesce(summed.active_hours, 0) as active_hours,
    coalesce(summed.waiting_hours, 0) as waiting_hours
from completed
left join summed on completed.work_item_id = summed.work_item_id
