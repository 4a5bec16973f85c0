-- Grain: one row per work item, Jira issue it names by key, and field that names it.
-- Only the key of an issue that exists counts, the old key of a moved one too: UTF-8 is no issue.
with
github_texts as (select * from {{ ref('int_searched_texts__from_github') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

issue_keys as (select * from {{ ref('int_issue_keys__from_jira') }}),

jira_sites as (
    select lower({{ regex_first('work_items.item_url', "'^https?://[^/]+/'") }}) as site
    from work_items
    where work_items.source_system = 'jira'
    group by all
),

texts as (
    select
        github_texts.work_item_id,
        github_texts.proof_field,
        github_texts.searched_text
    from github_texts
    union all
    select
        work_items.work_item_id,
        'subject' as proof_field,
        work_items.title as searched_text
    from work_items
    where work_items.source_system not in ('jira', 'github')
),

-- A branch is written in any case, its words joined by dashes and underscores. Elsewhere the whole
-- word counts, with what it hangs on: X-PAY-12, ISO-8859-1, an address.
-- An array first: exploded beside its text, a text of 1 MB would be copied for each of its words.
listed as (
    select
        texts.work_item_id,
        texts.proof_field,
        array_distinct({{ regex_all(
            "replace(texts.searched_text, '_', '-')",
            "'\\b([A-Za-z][A-Za-z0-9]{0,60}-[0-9]{1,9})\\b'",
            1
        ) }}) as proof_texts
    from texts
    where texts.proof_field = 'branch'
    union all
    select
        texts.work_item_id,
        texts.proof_field,
        array_distinct({{ regex_all(
            'texts.searched_text',
            "'\\b((?:https?://[^\\s<>)\\]\"]*\\b)?(?:[A-Z][A-Z0-9_]{0,60}-)?"
            "[A-Z][A-Z0-9_]{0,60}-[0-9]{1,9}(?:[-.][0-9]{1,9}){0,9})\\b'",
            1
        ) }}) as proof_texts
    from texts
    where texts.proof_field <> 'branch'
),

found as (
    select
        listed.work_item_id,
        listed.proof_field,
        exploded.proof_text,
        case
            when listed.proof_field = 'branch' then upper(exploded.proof_text)
            else {{ regex_first(
                'exploded.proof_text', "'([A-Z0-9_]+(?:[-.][A-Z0-9_]+)*)$'", 1
            ) }}
        end as issue_key
    from listed
    cross join {{ explode_array('listed.proof_texts') }} as exploded (proof_text)
)

select
    found.work_item_id,
    issue_keys.work_item_id as issue_work_item_id,
    found.proof_field,
    min(found.proof_text) as proof_text
from found
inner join issue_keys on found.issue_key = issue_keys.issue_key
-- An address on another site is another site's issue.
left join jira_sites
    on lower({{ regex_first('found.proof_text', "'^https?://[^/]+/'") }}) = jira_sites.site
where found.proof_text not like '%://%' or jira_sites.site is not null
group by found.work_item_id, issue_keys.work_item_id, found.proof_field
