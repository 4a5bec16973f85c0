-- Grain: one row per link stated in Jira: to a parent, or between two issues.

with

parents as (
    select * from {{ ref('int_parents__from_jira') }}
),

issue_links as (
    select * from {{ ref('stg_jira__issue_links') }}
),

-- Both ends state the link; either is enough, for the other end may not have been pulled.
links as (
    select
        issue_links.*,
        lower(issue_links.link_type_name) as type_name
    from issue_links
    qualify
        row_number() over (
            partition by issue_links.link_id
            order by issue_links.issue_id = issue_links.from_issue_id desc, issue_links.issue_id
        ) = 1
)

select
    parents.work_item_id as from_work_item_id,
    parents.parent_work_item_id as to_work_item_id,
    'parent' as link_kind,
    parents.proof_field,
    parents.proof_text
from parents
union all
select
    'jira:' || links.from_issue_id as from_work_item_id,
    'jira:' || links.to_issue_id as to_work_item_id,
    case
        when links.type_name in ('blocks', 'blocker') then 'blocks'
        when links.type_name in ('duplicate', 'duplicates') then 'duplicates'
        when links.type_name in ('problem/incident', 'causes') then 'causes'
        when links.type_name in ('cloners', 'clones') then 'clones'
        else 'relates'
    end as link_kind,
    'issuelinks' as proof_field,
    links.link_type_name || ': ' || links.from_issue_key || ' -> ' || links.to_issue_key
        as proof_text
from links
where links.from_issue_id <> links.to_issue_id
