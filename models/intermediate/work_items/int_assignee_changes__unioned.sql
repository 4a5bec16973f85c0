-- Grain: one row per assignee that a work item took, the first at its creation.
with
jira as (select * from {{ ref('int_assignee_changes__from_jira') }}),

github as (select * from {{ ref('int_assignee_changes__from_github') }}),

zendesk as (select * from {{ ref('int_assignee_changes__from_zendesk') }}),

freshdesk as (select * from {{ ref('int_assignee_changes__from_freshdesk') }}),

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
    unioned.work_item_id,
    unioned.account_id,
    unioned.changed_at,
    unioned.change_order
from unioned
