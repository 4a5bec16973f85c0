-- Grain: one row per recorded action on a Jira issue.
-- One save is one action, however many fields it changed.

with

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

changelogs as (
    select * from {{ ref('stg_jira__changelogs') }}
),

changelog_items as (
    select * from {{ ref('stg_jira__changelog_items') }}
),

comments as (
    select * from {{ ref('stg_jira__comments') }}
),

worklogs as (
    select * from {{ ref('stg_jira__worklogs') }}
),

transitions as (
    select changelog_items.changelog_id
    from changelog_items
    where changelog_items.field_id = 'status'
    group by changelog_items.changelog_id
),

actions as (
    select
        'created:' || issues.issue_id as action_id,
        issues.issue_id,
        coalesce(issues.creator_account_id, issues.reporter_account_id) as account_id,
        'created' as activity_kind,
        issues.created_at as acted_at
    from issues
    union all
    select
        'changelog:' || changelogs.changelog_id as action_id,
        changelogs.issue_id,
        changelogs.author_account_id as account_id,
        case when transitions.changelog_id is null then 'field_change' else 'transition' end
            as activity_kind,
        changelogs.created_at as acted_at
    from changelogs
    left join transitions on changelogs.changelog_id = transitions.changelog_id
    union all
    select
        'comment:' || comments.comment_id as action_id,
        comments.issue_id,
        comments.author_account_id as account_id,
        'comment' as activity_kind,
        comments.created_at as acted_at
    from comments
    union all
    -- Work counts for the day it was done on, not the day it was written down.
    select
        'worklog:' || worklogs.worklog_id as action_id,
        worklogs.issue_id,
        worklogs.author_account_id as account_id,
        'worklog' as activity_kind,
        coalesce(worklogs.started_at, worklogs.created_at) as acted_at
    from worklogs
    where not worklogs.is_deleted
)

select
    'jira:' || actions.action_id as activity_id,
    'jira:' || actions.issue_id as work_item_id,
    'jira' as source_system,
    actions.account_id,
    actions.activity_kind,
    actions.acted_at
from actions
