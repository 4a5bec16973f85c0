-- Grain: one row per work item of any tool, with what people wrote about it.
-- Cut to a length: a title of a megabyte must not cost more than a night has. Never published.
with
jira as (select * from {{ ref('int_work_item_texts__from_jira') }}),

github as (select * from {{ ref('int_work_item_texts__from_github') }}),

zendesk as (select * from {{ ref('int_work_item_texts__from_zendesk') }}),

freshdesk as (select * from {{ ref('int_work_item_texts__from_freshdesk') }}),

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
    left(replace(unioned.title, chr(0), ''), {{ var('text_model_max_characters') }}) as title,
    left(replace(unioned.body, chr(0), ''), {{ var('text_model_max_characters') }}) as body
from unioned
