-- Grain: one row per Jira issue and agile custom field (story points, epic link, sprint) it fills.
-- The only second look at a payload: the name of a custom field is known only from the field list.

with

issues as (
    select
        raw_issues.id,
        raw_issues.payload
    from {{ source('raw_jira', 'issues') }} as raw_issues
    qualify
        row_number() over (
            partition by raw_issues.id
            order by raw_issues.updated_at desc nulls last, raw_issues._dlt_load_id desc
        ) = 1
),

agile_fields as (
    select
        fields.field_id,
        fields.agile_role,
        fields.custom_type
    from {{ ref('stg_jira__fields') }} as fields
    where fields.agile_role is not null
),

agile_values as (
    select
        issues.id as issue_id,
        agile_fields.field_id,
        agile_fields.agile_role,
        agile_fields.custom_type,
        {{ json_text('issues.payload', "'$.fields.' || agile_fields.field_id") }} as value_text
    from issues
    cross join agile_fields
)

select
    agile_values.issue_id || '/' || agile_values.field_id as issue_agile_value_id,
    agile_values.issue_id,
    agile_values.field_id,
    agile_values.agile_role,
    agile_values.custom_type,
    agile_values.value_text
from agile_values
where agile_values.value_text is not null
