-- Grain: one row per unbroken stay of a Jira issue in a sprint.
-- The sprint field holds a list of ids; each change writes the whole list anew.

with

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

sprints as (
    select * from {{ ref('stg_jira__sprints') }}
),

fields as (
    select * from {{ ref('stg_jira__fields') }}
),

issue_sprints as (
    select * from {{ ref('stg_jira__issue_sprints') }}
),

changes as (
    select
        changelog_items.issue_id,
        changelog_items.from_id,
        changelog_items.to_id,
        -- Imported histories can be older than the issue.
        greatest(changelog_items.created_at, issues.created_at) as changed_at,
        row_number() over (
            partition by changelog_items.issue_id
            order by
                changelog_items.created_at,
                changelog_items.history_number,
                changelog_items.changelog_item_id
        ) as change_order
    from {{ ref('stg_jira__changelog_items') }} as changelog_items
    inner join fields
        on changelog_items.field_id = fields.field_id
        and fields.agile_role = 'sprint'
    -- Inner join: the history of an issue that was not pulled belongs to no work item.
    inner join issues on changelog_items.issue_id = issues.issue_id
),

listed as (
    select
        changes.issue_id,
        changes.change_order,
        exploded.sprint_id
    from changes
    cross join {{ explode_array(
        regex_all('changes.to_id', "'[0-9]+'")
    ) }} as exploded (sprint_id)
    union all
    select
        changes.issue_id,
        0 as change_order,
        exploded.sprint_id
    from changes
    cross join {{ explode_array(
        regex_all('changes.from_id', "'[0-9]+'")
    ) }} as exploded (sprint_id)
    where changes.change_order = 1
    union all
    select
        issue_sprints.issue_id,
        0 as change_order,
        issue_sprints.sprint_id
    from issue_sprints
    where
        not exists (
            select 1 from changes
            where changes.issue_id = issue_sprints.issue_id
        )
),

-- An issue is in a sprint from the first list in a row that names it to the next that does not.
numbered as (
    select
        listed.*,
        listed.change_order - row_number() over (
            partition by listed.issue_id, listed.sprint_id order by listed.change_order
        ) as stay_number
    from listed
),

stays as (
    select
        numbered.issue_id,
        numbered.sprint_id,
        min(numbered.change_order) as entered_by,
        max(numbered.change_order) + 1 as left_by
    from numbered
    group by numbered.issue_id, numbered.sprint_id, numbered.stay_number
)

select
    'jira:' || stays.issue_id as work_item_id,
    'jira:' || stays.sprint_id as sprint_id,
    stays.entered_by,
    sprints.sprint_name,
    coalesce(entries.changed_at, issues.created_at) as entered_at,
    exits.changed_at as left_at,
    sprints.starts_at as sprint_starts_at,
    coalesce(sprints.completed_at, sprints.ends_at) as sprint_ends_at,
    sprints.completed_at as sprint_closed_at
from stays
inner join issues on stays.issue_id = issues.issue_id
-- The inner join leaves out sprints that no pull has seen: they have no dates.
inner join sprints on stays.sprint_id = sprints.sprint_id
left join changes as entries
    on stays.issue_id = entries.issue_id
    and stays.entered_by = entries.change_order
left join changes as exits
    on stays.issue_id = exits.issue_id
    and stays.left_by = exits.change_order
