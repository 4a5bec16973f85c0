-- Grain: one row per recorded action on a GitHub issue or pull request, under the id it had then.
-- Inner joins throughout: an action on an item that was not pulled belongs to no work item.

with

items as (
    select * from {{ ref('int_issues__joined_to_pull_requests') }}
),

events as (
    select * from {{ ref('stg_github__events') }}
),

comments as (
    select
        'comment:' || comments.comment_id as action_id,
        comments.item_key,
        comments.author_account_id,
        'comment' as activity_kind,
        comments.created_at as acted_at
    from {{ ref('stg_github__comments') }} as comments
    where not comments.is_deleted
),

review_comments as (
    select
        'review_comment:' || review_comments.review_comment_id as action_id,
        review_comments.item_key,
        review_comments.author_account_id,
        'comment' as activity_kind,
        review_comments.created_at as acted_at
    from {{ ref('stg_github__review_comments') }} as review_comments
    where not review_comments.is_deleted
),

reviews as (
    select
        'review:' || reviews.review_id as action_id,
        reviews.item_key,
        reviews.author_account_id,
        'review' as activity_kind,
        reviews.submitted_at as acted_at
    from {{ ref('stg_github__reviews') }} as reviews
    -- A review begun and not sent has no time.
    where reviews.submitted_at is not null and not reviews.is_deleted
),

commits as (
    select * from {{ ref('stg_github__commits') }}
),

remarks as (
    select * from comments
    union all
    select * from review_comments
    union all
    select * from reviews
)

select
    'created:' || split_part(items.work_item_id, ':', 2) as action_id,
    items.work_item_id,
    items.author_account_id as account_id,
    'created' as activity_kind,
    items.created_at as acted_at
from items
union all
select
    'event:' || events.event_id as action_id,
    items.work_item_id,
    events.actor_account_id as account_id,
    case
        when events.event_name in ('closed', 'reopened') then 'transition'
        else 'field_change'
    end as activity_kind,
    events.created_at as acted_at
from events
inner join items on events.issue_id = items.issue_id
-- The actor of the first three is who was named, not who acted; a merge is logged as closed too.
where events.event_name not in ('mentioned', 'subscribed', 'unsubscribed', 'merged')
union all
select
    remarks.action_id,
    items.work_item_id,
    remarks.author_account_id as account_id,
    remarks.activity_kind,
    remarks.acted_at
from remarks
inner join items on lower(remarks.item_key) = lower(items.item_key)
union all
-- Written when it was authored: a rebase moves the committer's date, not the work.
select
    'commit:' || commits.pull_request_commit_id as action_id,
    items.work_item_id,
    commits.author_account_id as account_id,
    'commit' as activity_kind,
    coalesce(commits.authored_at, commits.committed_at) as acted_at
from commits
inner join items on commits.pull_request_id = items.pull_request_id
