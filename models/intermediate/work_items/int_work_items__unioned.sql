-- Grain: one row per work item of any tool.
-- A status that the strategy folder maps by hand counts as mapped there, for the item's container
-- before all. Titles and names are published, e-mail addresses that people wrote into them are not.
with
jira as (select * from {{ ref('int_work_items__from_jira') }}),

github as (select * from {{ ref('int_work_items__from_github') }}),

zendesk as (select * from {{ ref('int_work_items__from_zendesk') }}),

freshdesk as (select * from {{ ref('int_work_items__from_freshdesk') }}),

status_map as (select * from {{ ref('stg_strategy__status_map') }}),

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
    unioned.source_system,
    {{ without_addresses('unioned.container') }} as container,
    unioned.item_key,
    unioned.item_url,
    unioned.item_type,
    {{ without_addresses("replace(unioned.title, chr(0), '')") }} as title,
    {{ without_addresses('unioned.source_status') }} as source_status,
    coalesce(here.status_group, everywhere.status_group, unioned.status_group) as status_group,
    unioned.priority_name,
    {{ without_addresses('unioned.requester_group') }} as requester_group,
    unioned.parent_work_item_id,
    unioned.assignee_account_id,
    unioned.requester_account_id,
    unioned.estimate_points,
    unioned.due_on,
    unioned.is_deleted,
    unioned.is_deleted
    and (unioned.is_scrubbed or coalesce(trim(unioned.title), '') = '') as is_scrubbed,
    unioned.created_at,
    unioned.updated_at,
    unioned.resolved_at
from unioned
left join status_map as here
    on unioned.source_system = here.source_system
    and unioned.source_status = here.source_status
    and {{ without_addresses('unioned.container') }} = here.container
left join status_map as everywhere
    on unioned.source_system = everywhere.source_system
    and unioned.source_status = everywhere.source_status
    and everywhere.container is null
