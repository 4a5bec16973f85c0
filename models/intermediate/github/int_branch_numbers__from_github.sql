-- Grain: one row per pull request and issue of its repository whose number its branch starts with.
-- GitHub names the branch it makes for an issue `12-the-title`; people also write `fix/12-slug`,
-- `issue-12`, `gh-12`. `release/12-1` and `12.x` are versions, `2024-10` is a date.
with

items as (
    select * from {{ ref('int_issues__joined_to_pull_requests') }}
),

numbered as (
    select
        items.work_item_id,
        items.repository_name,
        items.branch_name,
        items.created_at,
        coalesce(
            {{ regex_first(
                'items.branch_name',
                "'(?i)^(?:(?:feature|feat|bugfix|hotfix|bug|fix)/)?([0-9]{1,9})[-_][a-z]'",
                1
            ) }},
            {{ regex_first(
                'items.branch_name',
                "'(?i)(?:^|[^a-z0-9])(?:issues?|gh)[-_/#]{0,2}([0-9]{1,9})(?:[^a-z0-9.]|$)'",
                1
            ) }}
        ) as issue_number
    from items
    where items.is_pull_request
)

-- Inner join: a number that no issue had when the pull request was opened is not an issue's.
select
    numbered.work_item_id,
    issues.work_item_id as issue_work_item_id,
    numbered.branch_name as proof_text
from numbered
inner join items as issues
    on lower(numbered.repository_name || '#' || numbered.issue_number) = lower(issues.item_key)
    and numbered.created_at >= issues.created_at
where not issues.is_pull_request
