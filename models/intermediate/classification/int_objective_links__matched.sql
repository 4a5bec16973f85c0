-- Grain: one row per work item and objective link of the strategy folder that names it.
-- link_reach orders what is named: the item itself is the closest, its whole project the furthest.
with
work_items as (select * from {{ ref('int_work_items__unioned') }}),

issue_keys as (select * from {{ ref('int_issue_keys__from_jira') }}),

attributes as (select * from {{ ref('int_work_item_attributes__unioned') }}),

objective_links as (select * from {{ ref('stg_strategy__objective_links') }}),

-- A key that an issue had before it was moved names it still.
names as (
    select
        work_items.work_item_id,
        work_items.work_item_id as item_name
    from work_items
    union
    select
        work_items.work_item_id,
        work_items.item_key as item_name
    from work_items
    union
    select
        issue_keys.work_item_id,
        issue_keys.issue_key as item_name
    from issue_keys
),

named_items as (
    select
        names.work_item_id,
        objective_links.*,
        1 as link_reach
    from objective_links
    inner join names
        on objective_links.link_type = 'item'
        and objective_links.value = names.item_name
),

named_attributes as (
    select
        attributes.work_item_id,
        objective_links.*,
        case objective_links.link_type
            when 'milestone' then 2
            when 'fix_version' then 3
            when 'label' then 4
            when 'component' then 5
            else 6
        end as link_reach
    from objective_links
    inner join attributes
        on objective_links.link_type = attributes.attribute
        and objective_links.value = attributes.value
),

matched as (
    select * from named_items
    union all
    select * from named_attributes
)

select
    matched.work_item_id,
    matched.objective_id,
    matched.link_type,
    matched.value,
    matched.source_system is not null as is_of_one_tool,
    matched.link_reach,
    coalesce(matched.valid_from, '0001-01-01'::date) as valid_from,
    coalesce(matched.valid_to, '9999-12-31'::date) as valid_to
from matched
inner join work_items
    on matched.work_item_id = work_items.work_item_id
    and coalesce(matched.source_system, work_items.source_system) = work_items.source_system
