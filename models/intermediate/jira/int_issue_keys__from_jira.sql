-- Grain: one row per key a Jira issue has or had; a moved issue is still called by its old key.

with

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

changelog_items as (
    select * from {{ ref('stg_jira__changelog_items') }}
),

known_keys as (
    select
        issues.issue_key,
        issues.issue_id,
        true as is_current,
        issues.updated_at as known_at
    from issues
    union all
    select
        changelog_items.from_name as issue_key,
        changelog_items.issue_id,
        false as is_current,
        changelog_items.created_at as known_at
    from changelog_items
    where changelog_items.field_id = 'Key'
)

select
    known_keys.issue_key,
    'jira:' || known_keys.issue_id as work_item_id,
    known_keys.is_current
from known_keys
where known_keys.issue_key is not null
qualify
    row_number() over (
        partition by known_keys.issue_key
        order by
            known_keys.is_current desc,
            known_keys.known_at desc nulls last,
            known_keys.issue_id asc
    ) = 1
