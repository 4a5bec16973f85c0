-- Grain: one row per status that a work item took, the first at its creation.
-- A status that the strategy folder maps by hand counts as mapped there, for the item's container
-- before all.
with
jira as (select * from {{ ref('int_status_changes__from_jira') }}),

github as (select * from {{ ref('int_status_changes__from_github') }}),

zendesk as (select * from {{ ref('int_status_changes__from_zendesk') }}),

freshdesk as (select * from {{ ref('int_status_changes__from_freshdesk') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

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

-- The inner join drops no row: every change was built from a work item.
select
    unioned.work_item_id,
    {{ without_addresses('unioned.source_status') }} as source_status,
    coalesce(here.status_group, everywhere.status_group, unioned.status_group) as status_group,
    unioned.changed_at,
    unioned.change_order
from unioned
inner join work_items on unioned.work_item_id = work_items.work_item_id
left join status_map as here
    on work_items.source_system = here.source_system
    and unioned.source_status = here.source_status
    and work_items.container = here.container
left join status_map as everywhere
    on work_items.source_system = everywhere.source_system
    and unioned.source_status = everywhere.source_status
    and everywhere.container is null
