-- Grain: one row per status a GitHub issue or pull request took; the first is its status at creation.
-- A pull request that is a draft today counts as having been one while open.

with

items as (
    select * from {{ ref('int_issues__joined_to_pull_requests') }}
),

closings as (
    select * from {{ ref('int_closings__from_github') }}
),

assignee_changes as (
    select * from {{ ref('int_assignee_changes__from_github') }}
),

status_groups as (
    select * from {{ ref('status_groups') }}
),

-- Within one instant: creation, then assignment, then the closings in their own order.
moments as (
    select
        assignee_changes.work_item_id,
        assignee_changes.changed_at,
        case when assignee_changes.change_order = 0 then false end as is_closed,
        assignee_changes.account_id is not null as has_assignee,
        case when assignee_changes.change_order = 0 then 1 else 2 end as moment_rank,
        assignee_changes.change_order as moment_order
    from assignee_changes
    union all
    select
        closings.work_item_id,
        closings.changed_at,
        closings.is_closed,
        null as has_assignee,
        3 as moment_rank,
        closings.event_number as moment_order
    from closings
),

numbered as (
    select
        moments.*,
        row_number() over (
            partition by moments.work_item_id
            order by moments.changed_at, moments.moment_rank, moments.moment_order
        ) - 1 as change_order
    from moments
),

-- A moment says one thing; the other still holds from the last moment that said it.
states as (
    select
        numbered.work_item_id,
        numbered.changed_at,
        numbered.change_order,
        max_by(
            numbered.is_closed,
            case when numbered.is_closed is not null then numbered.change_order end
        ) over (
            partition by numbered.work_item_id order by numbered.change_order
        ) as is_closed,
        max_by(
            numbered.has_assignee,
            case when numbered.has_assignee is not null then numbered.change_order end
        ) over (
            partition by numbered.work_item_id order by numbered.change_order
        ) as has_assignee
    from numbered
),

named as (
    select
        states.work_item_id,
        states.changed_at,
        states.change_order,
        case
            when states.is_closed and items.merged_at <= states.changed_at then 'merged'
            when states.is_closed then 'closed'
            when items.is_pull_request and items.is_draft then 'draft'
            else 'open'
        end as source_status,
        case
            when states.is_closed then 'closed'
            when items.is_pull_request or states.has_assignee then 'assigned'
            else 'open'
        end as source_status_category
    from states
    inner join items on states.work_item_id = items.work_item_id
),

compared as (
    select
        named.*,
        lag(named.source_status) over (
            partition by named.work_item_id order by named.change_order
        ) as previous_status,
        lag(named.source_status_category) over (
            partition by named.work_item_id order by named.change_order
        ) as previous_category
    from named
)

select
    compared.work_item_id,
    compared.source_status,
    status_groups.status_group,
    compared.changed_at,
    compared.change_order
from compared
left join status_groups
    on status_groups.source_system = 'github'
    and compared.source_status_category = status_groups.source_status_category
-- Who holds an item can change without its status changing.
where
    compared.source_status is distinct from compared.previous_status
    or compared.source_status_category is distinct from compared.previous_category
