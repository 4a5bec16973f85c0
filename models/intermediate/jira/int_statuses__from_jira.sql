-- Grain: one row per Jira status ever seen: listed by the site, carried by an issue, or in a history.
-- The nightly list wins: changing a status's category does not touch the issues that carry it.

with

statuses as (
    select * from {{ ref('stg_jira__statuses') }}
),

issues as (
    select * from {{ ref('stg_jira__issues') }}
),

changelog_items as (
    select * from {{ ref('stg_jira__changelog_items') }}
),

status_groups as (
    select * from {{ ref('status_groups') }}
),

seen_statuses as (
    select
        statuses.status_id,
        statuses.status_name,
        statuses.status_category_key,
        1 as preference,
        null as seen_at
    from statuses
    union all
    select
        issues.status_id,
        issues.status_name,
        issues.status_category_key,
        2 as preference,
        issues.updated_at as seen_at
    from issues
    where issues.status_id is not null
    union all
    select
        changelog_items.from_id as status_id,
        changelog_items.from_name as status_name,
        null as status_category_key,
        3 as preference,
        changelog_items.created_at as seen_at
    from changelog_items
    where changelog_items.field_id = 'status' and changelog_items.from_id is not null
    union all
    select
        changelog_items.to_id as status_id,
        changelog_items.to_name as status_name,
        null as status_category_key,
        3 as preference,
        changelog_items.created_at as seen_at
    from changelog_items
    where changelog_items.field_id = 'status' and changelog_items.to_id is not null
),

known_statuses as (
    select
        seen_statuses.*,
        status_groups.status_group
    from seen_statuses
    left join status_groups
        on seen_statuses.status_category_key = status_groups.source_status_category
        and status_groups.source_system = 'jira'
    qualify
        row_number() over (
            partition by seen_statuses.status_id
            order by
                seen_statuses.status_category_key is null asc,
                seen_statuses.preference asc,
                seen_statuses.seen_at desc nulls last,
                seen_statuses.status_name asc
        ) = 1
),

-- Names repeat between projects: one that stands for two groups proves nothing.
named_groups as (
    select
        lower(known_statuses.status_name) as status_name,
        max(known_statuses.status_group) as status_group
    from known_statuses
    group by lower(known_statuses.status_name)
    having count(distinct known_statuses.status_group) = 1
),

-- A status that was taken in the same save that set a resolution is one where work ends.
resolving_statuses as (
    select changelog_items.to_id as status_id
    from changelog_items
    inner join changelog_items as resolutions
        on changelog_items.changelog_id = resolutions.changelog_id
        and resolutions.field_id = 'resolution'
        and resolutions.to_id is not null
    where changelog_items.field_id = 'status'
    group by changelog_items.to_id
)

select
    known_statuses.status_id,
    known_statuses.status_name,
    coalesce(
        known_statuses.status_group,
        named_groups.status_group,
        case when resolving_statuses.status_id is not null then 'done' end
    ) as status_group
from known_statuses
left join named_groups on lower(known_statuses.status_name) = named_groups.status_name
left join resolving_statuses on known_statuses.status_id = resolving_statuses.status_id
