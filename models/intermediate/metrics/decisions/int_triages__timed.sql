-- Grain: one row per work item that began in to do, with the moment somebody first decided about it.
-- Decided: it left to do, was given to somebody, or its priority was changed; whichever came first.
-- An assignee it had from its creation is no decision: Freshdesk tells only the present one.
with
work_items as (select * from {{ ref('fct_work_items') }}),

status_spans as (select * from {{ ref('fct_status_spans') }}),

assignment_spans as (select * from {{ ref('fct_assignment_spans') }}),

priority_changes as (select * from {{ ref('fct_priority_changes') }}),

born as (
    select
        work_items.work_item_id,
        work_items.team_id,
        work_items.created_at
    from work_items
    inner join status_spans
        on work_items.work_item_id = status_spans.work_item_id
        and status_spans.span_number = 1
        and status_spans.status_group = 'to_do'
    where not work_items.is_deleted
),

decisions as (
    select
        status_spans.work_item_id,
        status_spans.started_at as decided_at
    from status_spans
    where status_spans.status_group <> 'to_do'
    union all
    select
        assignment_spans.work_item_id,
        assignment_spans.started_at as decided_at
    from assignment_spans
    inner join born
        on assignment_spans.work_item_id = born.work_item_id
        and assignment_spans.started_at > born.created_at
    union all
    select
        priority_changes.work_item_id,
        priority_changes.changed_at as decided_at
    from priority_changes
    where not priority_changes.is_first
),

first_decisions as (
    select
        decisions.work_item_id,
        min(decisions.decided_at) as triaged_at
    from decisions
    group by decisions.work_item_id
)

select
    born.work_item_id,
    born.team_id,
    date_trunc('week', first_decisions.triaged_at)::date as week_on,
    {{ hours_between('born.created_at', 'first_decisions.triaged_at') }} as triage_hours,
    born.created_at,
    first_decisions.triaged_at
from born
left join first_decisions on born.work_item_id = first_decisions.work_item_id
