-- Grain: one row per GitHub pull request and commit in it.

with

documents as (
    select
        raw_commits.id,
        {{ parse_json('raw_commits.payload', {
            'sha': 'text',
            'author': {'id': 'text', 'login': 'text', 'type': 'text', 'email': 'text'},
            'commit': {
                'author': {'date': 'text'}, 'committer': {'date': 'text'}, 'message': 'text',
            },
        }) }} as document
    from {{ source('raw_github', 'commits') }} as raw_commits
    qualify
        row_number() over (
            partition by raw_commits.id
            order by raw_commits.updated_at desc nulls last, raw_commits._dlt_load_id desc
        ) = 1
)

select
    documents.id as pull_request_commit_id,
    split_part(documents.id, '/', 1) as pull_request_id,
    documents.document.sha as commit_sha,
    documents.document.author.id as author_account_id,
    documents.document.commit.message as commit_message,
    {{ to_timestamp_utc('documents.document.commit.author.date') }} as authored_at,
    {{ to_timestamp_utc('documents.document.commit.committer.date') }} as committed_at,
    documents.document.author
from documents
