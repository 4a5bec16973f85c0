-- Grain: one row per pull request, text and closing keyword in it (`fixes #3`, `Closes: acme/pay#7`).
-- GitHub's own verbs; the reference may name another repository or be the issue's address. GitHub
-- reads bodies and commit messages; a title becomes the message when the request is squashed.

with

-- A branch closes nothing, nor does what an issue says.
texts as (
    select * from {{ ref('int_searched_texts__from_github') }}
    where
        is_pull_request
        and proof_field <> 'branch'
),

-- An array first: exploded beside its text, a text of 1 MB would be copied for each of its words.
listed as (
    select
        texts.work_item_id,
        texts.repository_name,
        texts.item_url,
        texts.proof_field,
        array_distinct({{ regex_all(
            'texts.searched_text',
            "'(?i)(?:^|[^a-z0-9_])((?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? +"
            "(?:https?://[^ /]+/[^ /]+/[^ /]+/issues/|[a-z0-9_.-]+/[a-z0-9_.-]+#|#|gh-)"
            "[0-9]{1,9})\\b'",
            1
        ) }}) as proof_texts
    from texts
),

keywords as (
    select
        listed.work_item_id,
        listed.repository_name,
        listed.item_url,
        listed.proof_field,
        exploded.proof_text
    from listed
    cross join {{ explode_array('listed.proof_texts') }} as exploded (proof_text)
)

select
    keywords.work_item_id,
    keywords.proof_field,
    keywords.proof_text,
    coalesce(
        {{ regex_first('keywords.proof_text', "'([^ /]+/[^ /]+)(?:#|/issues/)[0-9]+$'", 1) }},
        keywords.repository_name
    ) || '#' || {{ regex_first('keywords.proof_text', "'([0-9]+)$'", 1) }} as referenced_key
from keywords
-- An address on another site is another site's issue.
where
    keywords.proof_text not like '%://%'
    or lower({{ regex_first('keywords.proof_text', "'(https?://[^/]+/)'", 1) }})
    = lower({{ regex_first('keywords.item_url', "'(https?://[^/]+/)'", 1) }})
