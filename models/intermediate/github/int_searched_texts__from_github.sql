-- Grain: one row per GitHub item and text in which it may name other items.
-- What GitHub shows as a comment or as code says nothing: templates are full of `Fixes #123`.
with

items as (
    select * from {{ ref('int_issues__joined_to_pull_requests') }}
),

commits as (
    select * from {{ ref('stg_github__commits') }}
),

texts as (
    select
        items.*,
        'branch' as proof_field,
        items.branch_name as searched_text
    from items
    union all
    select
        items.*,
        'title' as proof_field,
        items.title as searched_text
    from items
    union all
    select
        items.*,
        'body' as proof_field,
        {{ regex_blanked(
            'items.body',
            "'(?s)<!--.*?(?:-->|$)|```.*?(?:```|$)|`[^`\\n]*`'"
        ) }} as searched_text
    from items
    union all
    -- Inner join: a commit of a pull request that was not pulled belongs to no work item.
    select
        items.*,
        'commit_message' as proof_field,
        commits.commit_message as searched_text
    from items
    inner join commits on items.pull_request_id = commits.pull_request_id
)

select
    texts.work_item_id,
    texts.repository_name,
    texts.item_url,
    texts.is_pull_request,
    texts.proof_field,
    texts.searched_text
from texts
where texts.searched_text is not null
