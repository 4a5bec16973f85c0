-- Grain: one row per link between two work items and statement that proves it.
with
jira as (select * from {{ ref('int_work_item_links__from_jira') }}),

github as (select * from {{ ref('int_work_item_links__from_github') }}),

zendesk as (select * from {{ ref('int_work_item_links__from_zendesk') }}),

freshdesk as (select * from {{ ref('int_work_item_links__from_freshdesk') }}),

across_tools as (select * from {{ ref('int_work_item_links__across_tools') }}),

unioned as (
    select * from jira
    union all
    select * from github
    union all
    select * from zendesk
    union all
    select * from freshdesk
    union all
    select * from across_tools
)

select
    unioned.from_work_item_id,
    unioned.to_work_item_id,
    unioned.link_kind,
    unioned.proof_field,
    unioned.proof_text
from unioned
