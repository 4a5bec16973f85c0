-- Grain: one row per Jira issue, attribute and value.

with

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

stated_attributes as (
    select
        issues.issue_id,
        'label' as attribute,
        exploded.label as attribute_value
    from issues
    cross join {{ explode_array('issues.labels') }} as exploded (label)
    union all
    select
        issues.issue_id,
        'component' as attribute,
        exploded.component.name as attribute_value
    from issues
    cross join {{ explode_array('issues.components') }} as exploded (component)
    union all
    select
        issues.issue_id,
        'fix_version' as attribute,
        exploded.fix_version.name as attribute_value
    from issues
    cross join {{ explode_array('issues.fix_versions') }} as exploded (fix_version)
    union all
    select
        issues.issue_id,
        'project' as attribute,
        issues.project_key as attribute_value
    from issues
)

select
    'jira:' || stated_attributes.issue_id as work_item_id,
    stated_attributes.attribute,
    stated_attributes.attribute_value as value
from stated_attributes
where stated_attributes.attribute_value <> ''
group by
    stated_attributes.issue_id,
    stated_attributes.attribute,
    stated_attributes.attribute_value
