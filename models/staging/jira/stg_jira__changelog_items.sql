-- Grain: one row per field changed in an entry of a Jira issue's history.

with

changed_fields as (
    select
        changelogs.changelog_id,
        changelogs.issue_id,
        changelogs.history_number,
        changelogs.created_at,
        exploded.item
    from {{ ref('stg_jira__changelogs') }} as changelogs
    cross join {{ explode_array('changelogs.items') }} as exploded (item)
)

select
    changed_fields.changelog_id || '/' || row_number() over (
        partition by changed_fields.changelog_id
        order by changed_fields.item.field, changed_fields.item.from, changed_fields.item.to
    ) as changelog_item_id,
    changed_fields.changelog_id,
    changed_fields.issue_id,
    -- `Key`, `Link` and the like have no field id.
    coalesce(changed_fields.item.fieldid, changed_fields.item.field) as field_id,
    nullif(changed_fields.item.from, '') as from_id,
    nullif(changed_fields.item.fromstring, '') as from_name,
    nullif(changed_fields.item.to, '') as to_id,
    nullif(changed_fields.item.tostring, '') as to_name,
    changed_fields.history_number,
    changed_fields.created_at
from changed_fields
