-- Grain: one row per GitHub pull request.
-- Its issue-like half (the id people link to, comments, events) is in stg_github__issues.

with

documents as (
    select
        raw_pull_requests.id,
        raw_pull_requests.deleted_at,
        {{ parse_json('raw_pull_requests.payload', {
            'url': 'text',
            'html_url': 'text',
            'number': 'bigint',
            'title': 'text',
            'body': 'text',
            'state': 'text',
            'draft': 'boolean',
            'head': {'ref': 'text'},
            'base': {'repo': {'full_name': 'text'}},
            'milestone': {'id': 'text', 'title': 'text', 'due_on': 'text'},
            'user': {'id': 'text', 'login': 'text', 'type': 'text', 'email': 'text'},
            'assignee': {'id': 'text', 'login': 'text', 'type': 'text', 'email': 'text'},
            'assignees': [{'id': 'text', 'login': 'text', 'type': 'text', 'email': 'text'}],
            'labels': [{'name': 'text'}],
            'created_at': 'text',
            'updated_at': 'text',
            'closed_at': 'text',
            'merged_at': 'text',
        }) }} as document
    from {{ source('raw_github', 'pull_requests') }} as raw_pull_requests
    qualify
        row_number() over (
            partition by raw_pull_requests.id
            order by
                raw_pull_requests.updated_at desc nulls last,
                raw_pull_requests._dlt_load_id desc
        ) = 1
)

select
    documents.id as pull_request_id,
    coalesce(
        documents.document.base.repo.full_name,
        {{ regex_first('documents.document.url', "'/repos/([^/]+/[^/]+)'", 1) }}
    ) as repository_name,
    documents.document.number as pull_request_number,
    documents.document.html_url as pull_request_url,
    documents.document.title,
    documents.document.body,
    documents.document.state as pull_request_state,
    documents.document.head.ref as branch_name,
    documents.document.milestone.id as milestone_id,
    documents.document.milestone.title as milestone_title,
    documents.document.user.id as author_account_id,
    documents.document.assignee.id as assignee_account_id,
    coalesce(documents.document.draft, false) as is_draft,
    documents.deleted_at is not null as is_deleted,
    {{ to_timestamp_utc('documents.document.milestone.due_on') }} as milestone_due_at,
    {{ to_timestamp_utc('documents.document.created_at') }} as created_at,
    {{ to_timestamp_utc('documents.document.updated_at') }} as updated_at,
    {{ to_timestamp_utc('documents.document.closed_at') }} as closed_at,
    {{ to_timestamp_utc('documents.document.merged_at') }} as merged_at,
    documents.document.user as author,
    documents.document.assignees,
    documents.document.labels
from documents
