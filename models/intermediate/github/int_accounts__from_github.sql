-- Grain: one row per GitHub account named anywhere in what was pulled; GitHub has no user list to pull.

with

mentions as (
    select
        issues.author as person,
        issues.updated_at as mentioned_at
    from {{ ref('stg_github__issues') }} as issues
    union all
    select
        exploded.assignee as person,
        issues.updated_at as mentioned_at
    from {{ ref('stg_github__issues') }} as issues
    cross join {{ explode_array('issues.assignees') }} as exploded (assignee)
    union all
    select
        pull_requests.author as person,
        pull_requests.updated_at as mentioned_at
    from {{ ref('stg_github__pull_requests') }} as pull_requests
    union all
    select
        exploded.assignee as person,
        pull_requests.updated_at as mentioned_at
    from {{ ref('stg_github__pull_requests') }} as pull_requests
    cross join {{ explode_array('pull_requests.assignees') }} as exploded (assignee)
    union all
    select
        reviews.author as person,
        reviews.submitted_at as mentioned_at
    from {{ ref('stg_github__reviews') }} as reviews
    union all
    select
        commits.author as person,
        commits.committed_at as mentioned_at
    from {{ ref('stg_github__commits') }} as commits
    union all
    select
        comments.author as person,
        comments.created_at as mentioned_at
    from {{ ref('stg_github__comments') }} as comments
    union all
    select
        review_comments.author as person,
        review_comments.created_at as mentioned_at
    from {{ ref('stg_github__review_comments') }} as review_comments
    union all
    select
        events.actor as person,
        events.created_at as mentioned_at
    from {{ ref('stg_github__events') }} as events
    union all
    select
        events.assignee as person,
        events.created_at as mentioned_at
    from {{ ref('stg_github__events') }} as events
    union all
    select
        milestones.creator as person,
        milestones.updated_at as mentioned_at
    from {{ ref('stg_github__milestones') }} as milestones
),

accounts as (
    select
        mentions.person.id as account_id,
        mentions.person.login as account_name,
        nullif(lower(trim(mentions.person.email)), '') as email,
        coalesce(mentions.person.type = 'Bot', false)
        or coalesce(mentions.person.login like '%[bot]', false) as is_bot
    from mentions
    where mentions.person.id is not null
    -- A login can change hands; the id cannot.
    qualify
        row_number() over (
            partition by mentions.person.id
            order by mentions.mentioned_at desc nulls last, mentions.person.login asc
        ) = 1
)

select
    'github' as source_system,
    accounts.account_id,
    accounts.account_name,
    accounts.email,
    false as is_email_verified,
    accounts.is_bot,
    true as is_active,
    not accounts.is_bot as is_employee
from accounts
