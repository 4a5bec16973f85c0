-- Grain: one row per review of a GitHub pull request.

with

documents as (
    select
        raw_reviews.id,
        raw_reviews.deleted_at,
        {{ parse_json('raw_reviews.payload', {
            'pull_request_url': 'text',
            'user': {'id': 'text', 'login': 'text', 'type': 'text', 'email': 'text'},
            'state': 'text',
            'submitted_at': 'text',
        }) }} as document
    from {{ source('raw_github', 'reviews') }} as raw_reviews
    qualify
        row_number() over (
            partition by raw_reviews.id
            order by raw_reviews.updated_at desc nulls last, raw_reviews._dlt_load_id desc
        ) = 1
)

select
    documents.id as review_id,
    {{ regex_first('documents.document.pull_request_url', "'/repos/([^/]+/[^/]+)'", 1) }}
    || '#'
    || {{ regex_first('documents.document.pull_request_url', "'/([0-9]+)$'", 1) }} as item_key,
    documents.document.user.id as author_account_id,
    documents.document.state as review_state,
    documents.deleted_at is not null as is_deleted,
    {{ to_timestamp_utc('documents.document.submitted_at') }} as submitted_at,
    documents.document.user as author
from documents
