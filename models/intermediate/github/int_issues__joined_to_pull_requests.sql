-- Grain: one row per GitHub work item: an issue, or a pull request with both its halves side by side.
-- A pull request is an issue and a pull request under two ids; repository and number tie them.

with

issues as (
    select
        issues.*,
        lower(issues.repository_name) || '#' || issues.issue_number as join_key
    from {{ ref('stg_github__issues') }} as issues
),

pull_requests as (
    select
        pull_requests.*,
        lower(pull_requests.repository_name) || '#' || pull_requests.pull_request_number as join_key
    from {{ ref('stg_github__pull_requests') }} as pull_requests
)

select
    coalesce(
        'github:' || issues.issue_id,
        'github:pull-' || pull_requests.pull_request_id
    ) as work_item_id,
    issues.issue_id,
    pull_requests.pull_request_id,
    coalesce(issues.repository_name, pull_requests.repository_name) as repository_name,
    coalesce(
        issues.repository_name || '#' || issues.issue_number,
        pull_requests.repository_name || '#' || pull_requests.pull_request_number
    ) as item_key,
    coalesce(issues.issue_url, pull_requests.pull_request_url) as item_url,
    issues.issue_type_name,
    coalesce(issues.title, pull_requests.title) as title,
    coalesce(issues.body, pull_requests.body) as body,
    pull_requests.branch_name,
    coalesce(issues.issue_state, pull_requests.pull_request_state) = 'closed' as is_closed,
    coalesce(issues.is_pull_request, true) as is_pull_request,
    coalesce(pull_requests.is_draft, issues.is_draft) as is_draft,
    coalesce(issues.is_deleted, pull_requests.is_deleted) as is_deleted,
    issues.parent_item_key,
    coalesce(issues.milestone_id, pull_requests.milestone_id) as milestone_id,
    coalesce(issues.milestone_title, pull_requests.milestone_title) as milestone_title,
    coalesce(issues.milestone_due_at, pull_requests.milestone_due_at) as milestone_due_at,
    coalesce(issues.author_account_id, pull_requests.author_account_id) as author_account_id,
    coalesce(issues.assignee_account_id, pull_requests.assignee_account_id)
        as assignee_account_id,
    coalesce(issues.created_at, pull_requests.created_at) as created_at,
    coalesce(issues.updated_at, pull_requests.updated_at) as updated_at,
    coalesce(issues.closed_at, pull_requests.closed_at) as closed_at,
    coalesce(pull_requests.merged_at, issues.merged_at) as merged_at,
    coalesce(issues.assignees, pull_requests.assignees) as assignees,
    coalesce(issues.labels, pull_requests.labels) as labels
from issues
full outer join pull_requests on issues.join_key = pull_requests.join_key
-- A repository deleted and made anew under its old name numbers its items from 1 again.
qualify
    row_number() over (
        partition by coalesce(issues.issue_id, 'pull-' || pull_requests.pull_request_id)
        order by pull_requests.updated_at desc nulls last, pull_requests.pull_request_id asc
    ) = 1
