-- Grain: one row per link that a tool states between two work items.
with
jira as (select * from {{ ref('int_work_item_links__from_jira') }}),

github as (select * from {{ ref('int_work_item_links__from_github') }}),

zendesk as (select * from {{ ref('int_work_item_links__from_zendesk') }}),

freshdesk as (select * from {{ ref('int_work_item_links__from_freshdesk') }}),

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
    unioned.from_work_item_id,
    unioned.to_work_item_id,
    unioned.link_kind,
    unioned.proof_field,
    unioned.proof_text
from unioned
