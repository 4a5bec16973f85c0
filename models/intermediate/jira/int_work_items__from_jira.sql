-- Grain: one row per Jira issue, deleted ones flagged.
-- An issue that came without `fields` keeps its row: what is not known about it is null or `to_do`.

with

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

issue_types as (
    select * from {{ ref('stg_jira__issue_types') }}
),

statuses as (
    select * from {{ ref('int_statuses__from_jira') }}
),

parents as (
    select * from {{ ref('int_parents__from_jira') }}
),

agile_values as (
    select * from {{ ref('stg_jira__issue_agile_values') }}
),

-- Team-managed projects have their own points field; where an issue fills two, theirs comes first.
-- A negative number is how some teams write "not estimated".
estimates as (
    select
        agile_values.issue_id,
        try_cast(agile_values.value_text as double) as estimate_points
    from agile_values
    where
        agile_values.agile_role = 'story_points'
        and try_cast(agile_values.value_text as double) >= 0
    qualify
        row_number() over (
            partition by agile_values.issue_id
            order by
                agile_values.custom_type = 'com.pyxis.greenhopper.jira:jsw-story-points' desc,
                agile_values.field_id
        ) = 1
),

classified as (
    select
        issues.*,
        coalesce(statuses.status_name, issues.status_name) as source_status,
        coalesce(statuses.status_group, 'to_do') as status_group
    from issues
    left join statuses on issues.status_id = statuses.status_id
)

select
    'jira:' || classified.issue_id as work_item_id,
    'jira' as source_system,
    classified.project_key as container,
    coalesce(classified.issue_key, classified.issue_id) as item_key,
    classified.issue_url as item_url,
    coalesce(
        issue_types.untranslated_name,
        issue_types.issue_type_name,
        classified.issue_type_name,
        'issue'
    ) as item_type,
    classified.summary as title,
    classified.source_status,
    classified.status_group,
    classified.priority_name,
    null::string as requester_group,
    parents.parent_work_item_id,
    classified.assignee_account_id,
    coalesce(classified.reporter_account_id, classified.creator_account_id)
        as requester_account_id,
    estimates.estimate_points,
    classified.due_on,
    classified.is_deleted,
    false as is_scrubbed,
    classified.created_at,
    classified.updated_at,
    -- A reopened issue can keep its old resolution; a done one can lack it where no workflow sets it.
    case
        when classified.status_group = 'done'
            then coalesce(classified.resolved_at, classified.status_category_changed_at)
    end as resolved_at
from classified
left join issue_types on classified.issue_type_id = issue_types.issue_type_id
left join parents on 'jira:' || classified.issue_id = parents.work_item_id
left join estimates on classified.issue_id = estimates.issue_id
