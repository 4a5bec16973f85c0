-- Grain: one row per priority that a work item took, the first at its creation.
-- GitHub has no priorities and Freshdesk keeps no history of them: their items have no row.
with
jira as (select * from {{ ref('int_priority_changes__from_jira') }}),

zendesk as (select * from {{ ref('int_priority_changes__from_zendesk') }}),

unioned as (
    select * from jira
    union all
    select * from zendesk
)

select
    unioned.work_item_id,
    unioned.priority_name,
    unioned.changed_at,
    unioned.change_order
from unioned
