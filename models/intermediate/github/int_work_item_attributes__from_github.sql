-- Grain: one row per GitHub issue or pull request, attribute and value.

with

items as (
    select * from {{ ref('int_issues__joined_to_pull_requests') }}
),

milestones as (
    select * from {{ ref('stg_github__milestones') }}
),

stated_attributes as (
    select
        items.work_item_id,
        'label' as attribute,
        exploded.label.name as attribute_value
    from items
    cross join {{ explode_array('items.labels') }} as exploded (label)
    union all
    select
        items.work_item_id,
        'milestone' as attribute,
        coalesce(milestones.milestone_title, items.milestone_title) as attribute_value
    from items
    left join milestones on items.milestone_id = milestones.milestone_id
    union all
    select
        items.work_item_id,
        'project' as attribute,
        items.repository_name as attribute_value
    from items
)

select
    stated_attributes.work_item_id,
    stated_attributes.attribute,
    stated_attributes.attribute_value as value
from stated_attributes
where stated_attributes.attribute_value <> ''
group by
    stated_attributes.work_item_id,
    stated_attributes.attribute,
    stated_attributes.attribute_value
