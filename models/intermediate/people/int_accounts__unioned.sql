-- Grain: one row per account in a tool.
with
jira as (select * from {{ ref('int_accounts__from_jira') }}),

github as (select * from {{ ref('int_accounts__from_github') }}),

zendesk as (select * from {{ ref('int_accounts__from_zendesk') }}),

freshdesk as (select * from {{ ref('int_accounts__from_freshdesk') }}),

unioned as (
    select * from jira
    union all
    select * from github
    union all
    select * from zendesk
    union all
    select * from freshdesk
)

select
    unioned.source_system,
    unioned.account_id,
    unioned.account_name,
    unioned.email,
    unioned.is_email_verified,
    unioned.is_bot,
    unioned.is_active,
    unioned.is_employee
from unioned
