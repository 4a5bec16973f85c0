-- Grain: one row per priority a help-desk ticket took (null: none); the first is at creation.
-- What has a row here is a ticket: an item somebody asked for and is owed an answer to.
with
zendesk as (select * from {{ ref('int_priority_changes__from_zendesk') }}),

freshdesk as (select * from {{ ref('int_priority_changes__from_freshdesk') }}),

unioned as (
    select * from zendesk
    union all
    select * from freshdesk
)

select
    unioned.work_item_id,
    unioned.priority_name,
    unioned.changed_at,
    unioned.change_order
from unioned
