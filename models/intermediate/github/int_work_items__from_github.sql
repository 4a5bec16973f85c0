-- Grain: one row per GitHub issue or pull request, deleted ones flagged.

with

items as (
    select * from {{ ref('int_issues__joined_to_pull_requests') }}
),

milestones as (
    select * from {{ ref('stg_github__milestones') }}
),

parents as (
    select * from {{ ref('int_parents__from_github') }}
),

status_groups as (
    select * from {{ ref('status_groups') }}
),

-- GitHub knows two states; being taken up is told by an assignee, and by there being code at all.
categorised as (
    select
        items.*,
        case
            when items.is_closed then 'closed'
            when items.is_pull_request or items.assignee_account_id is not null then 'assigned'
            else 'open'
        end as source_status_category
    from items
)

select
    categorised.work_item_id,
    'github' as source_system,
    categorised.repository_name as container,
    categorised.item_key,
    categorised.item_url,
    case
        when categorised.is_pull_request then 'pull_request'
        else coalesce(categorised.issue_type_name, 'issue')
    end as item_type,
    categorised.title,
    case
        when categorised.merged_at is not null then 'merged'
        when categorised.is_closed then 'closed'
        when categorised.is_pull_request and categorised.is_draft then 'draft'
        else 'open'
    end as source_status,
    status_groups.status_group,
    null::string as priority_name,
    null::string as requester_group,
    parents.parent_work_item_id,
    categorised.assignee_account_id,
    categorised.author_account_id as requester_account_id,
    null::double as estimate_points,
    -- The milestone list is read every night; an issue's copy of it only when the issue changed.
    coalesce(milestones.due_at, categorised.milestone_due_at)::date as due_on,
    categorised.is_deleted,
    false as is_scrubbed,
    categorised.created_at,
    categorised.updated_at,
    case when categorised.is_closed then categorised.closed_at end as resolved_at
from categorised
left join milestones on categorised.milestone_id = milestones.milestone_id
left join parents on categorised.work_item_id = parents.work_item_id
left join status_groups
    on status_groups.source_system = 'github'
    and categorised.source_status_category = status_groups.source_status_category
