-- Grain: one row per GitHub issue and sub-issue of it.

select
    raw_sub_issues.id as sub_issue_id,
    split_part(raw_sub_issues.id, '/', 1) as parent_issue_id,
    split_part(raw_sub_issues.id, '/', 2) as child_issue_id,
    raw_sub_issues.deleted_at is not null as is_deleted,
    raw_sub_issues._dlt_load_id as load_id
from {{ source('raw_github', 'sub_issues') }} as raw_sub_issues
qualify
    row_number() over (
        partition by raw_sub_issues.id
        order by raw_sub_issues.updated_at desc nulls last, raw_sub_issues._dlt_load_id desc
    ) = 1
