-- Grain: one row per Jira issue and link it states; a link between two pulled issues has two rows.
-- Both ends are written in the outward direction: from blocks to, from duplicates to.

with

stated_links as (
    select
        issues.issue_id,
        issues.issue_key,
        exploded.link
    from {{ ref('stg_jira__issues') }} as issues
    cross join {{ explode_array('issues.issue_links') }} as exploded (link)
)

select
    stated_links.issue_id || '/' || stated_links.link.id as issue_link_id,
    stated_links.link.id as link_id,
    stated_links.issue_id,
    coalesce(stated_links.link.inwardissue.id, stated_links.issue_id) as from_issue_id,
    coalesce(stated_links.link.outwardissue.id, stated_links.issue_id) as to_issue_id,
    stated_links.link.type.name as link_type_name,
    coalesce(stated_links.link.inwardissue.key, stated_links.issue_key) as from_issue_key,
    coalesce(stated_links.link.outwardissue.key, stated_links.issue_key) as to_issue_key
from stated_links
