-- Grain: one row per Jira account, listed by the site or only named in an issue.
-- The user list leaves out apps and people who left; their names stand in what they did.

with

users as (
    select * from {{ ref('stg_jira__users') }}
),

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

changelogs as (
    select * from {{ ref('stg_jira__changelogs') }}
),

comments as (
    select * from {{ ref('stg_jira__comments') }}
),

worklogs as (
    select * from {{ ref('stg_jira__worklogs') }}
),

mentions as (
    select
        issues.creator as person,
        issues.updated_at as mentioned_at
    from issues
    union all
    select
        issues.reporter as person,
        issues.updated_at as mentioned_at
    from issues
    union all
    select
        issues.assignee as person,
        issues.updated_at as mentioned_at
    from issues
    union all
    select
        changelogs.author as person,
        changelogs.created_at as mentioned_at
    from changelogs
    union all
    select
        comments.author as person,
        comments.created_at as mentioned_at
    from comments
    union all
    select
        worklogs.author as person,
        worklogs.created_at as mentioned_at
    from worklogs
),

known_accounts as (
    select
        users.account_id,
        users.account_type,
        users.display_name,
        users.email_address,
        users.is_active,
        1 as preference,
        null as known_at
    from users
    union all
    select
        mentions.person.accountid as account_id,
        mentions.person.accounttype as account_type,
        mentions.person.displayname as display_name,
        mentions.person.emailaddress as email_address,
        mentions.person.active as is_active,
        2 as preference,
        mentions.mentioned_at as known_at
    from mentions
    where mentions.person.accountid <> ''
),

accounts as (
    select
        known_accounts.*,
        nullif(lower(trim(known_accounts.email_address)), '') as email
    from known_accounts
    qualify
        row_number() over (
            partition by known_accounts.account_id
            order by
                known_accounts.preference asc,
                known_accounts.known_at desc nulls last,
                known_accounts.display_name asc
        ) = 1
)

select
    'jira' as source_system,
    accounts.account_id,
    accounts.display_name as account_name,
    accounts.email,
    accounts.email is not null as is_email_verified,
    coalesce(accounts.account_type, 'atlassian') = 'app' as is_bot,
    coalesce(accounts.is_active, true) as is_active,
    coalesce(accounts.account_type, 'atlassian') = 'atlassian' as is_employee
from accounts
