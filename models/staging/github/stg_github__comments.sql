-- Grain: one row per comment on a GitHub issue or pull request.

with

documents as (
    select
        raw_comments.id,
        raw_comments.deleted_at,
        {{ parse_json('raw_comments.payload', {
            'issue_url': 'text',
            'user': {'id': 'text', 'login': 'text', 'type': 'text', 'email': 'text'},
            'created_at': 'text',
        }) }} as document
    from {{ source('raw_github', 'comments') }} as raw_comments
    qualify
        row_number() over (
            partition by raw_comments.id
            order by raw_comments.updated_at desc nulls last, raw_comments._dlt_load_id desc
        ) = 1
)

select
    documents.id as comment_id,
    {{ regex_first('documents.document.issue_url', "'/repos/([^/]+/[^/]+)'", 1) }}
    || '#'
    || {{ regex_first('documents.document.issue_url', "'/([0-9]+)$'", 1) }} as item_key,
    documents.document.user.id as author_account_id,
    documents.deleted_at is not null as is_deleted,
    {{ to_timestamp_utc('documents.document.created_at') }} as created_at,
    documents.document.user as author
from documents
