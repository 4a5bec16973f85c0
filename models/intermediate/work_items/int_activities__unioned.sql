-- Grain: one row per recorded action of an account on a work item.
-- Actions on items that no pull has seen are left out: Jira tells worklogs of every project.
with
jira as (select * from {{ ref('int_activities__from_jira') }}),

github as (select * from {{ ref('int_activities__from_github') }}),

zendesk as (select * from {{ ref('int_activities__from_zendesk') }}),

freshdesk as (select * from {{ ref('int_activities__from_freshdesk') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

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
    unioned.activity_id,
    unioned.work_item_id,
    unioned.source_system,
    unioned.account_id,
    unioned.activity_kind,
    unioned.acted_at
from unioned
inner join work_items on unioned.work_item_id = work_items.work_item_id
