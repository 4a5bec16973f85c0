-- Grain: one row per work item, attribute and value.
with
jira as (select * from {{ ref('int_work_item_attributes__from_jira') }}),

github as (select * from {{ ref('int_work_item_attributes__from_github') }}),

zendesk as (select * from {{ ref('int_work_item_attributes__from_zendesk') }}),

freshdesk as (select * from {{ ref('int_work_item_attributes__from_freshdesk') }}),

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
    unioned.attribute,
    unioned.value
from unioned
