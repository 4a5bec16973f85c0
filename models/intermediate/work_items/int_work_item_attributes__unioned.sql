-- Grain: one row per work item, attribute and value, e-mail addresses in it blanked.
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

-- Grouped: two values may differ in nothing but an address.
select
    unioned.work_item_id,
    unioned.attribute,
    {{ without_addresses('unioned.value') }} as value
from unioned
group by all
