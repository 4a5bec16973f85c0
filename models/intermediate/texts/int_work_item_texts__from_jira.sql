-- Grain: one row per Jira issue.
-- A description is a tree of nodes whose `text` members are what people read, or one quoted text.
with
issues as (select * from {{ ref('stg_jira__issues') }}),

quoted as (
    select
        issues.issue_id,
        issues.summary,
        case
            when issues.description::text like '"%' then issues.description::text
            else {{ array_joined(json_members('issues.description::text', 'text'), ',') }}
        end as quoted_texts
    from issues
)

select
    'jira:' || quoted.issue_id as work_item_id,
    quoted.summary as title,
    {{ array_joined(parse_json("('[' || quoted.quoted_texts || ']')", ['text']), ' ') }} as body
from quoted
