-- Grain: one row per comment on a Jira issue.

select
    exploded.comment.id as comment_id,
    issues.issue_id,
    nullif(exploded.comment.author.accountid, '') as author_account_id,
    {{ to_timestamp_utc('exploded.comment.created') }} as created_at,
    exploded.comment.author
from {{ ref('stg_jira__issues') }} as issues
cross join {{ explode_array('issues.comments') }} as exploded (comment)
qualify
    row_number() over (
        partition by exploded.comment.id
        order by issues.updated_at desc nulls last, issues.issue_id asc
    ) = 1
