-- Grain: one row per GitHub issue; a pull request has a row here too, under an issue id of its own.

with

documents as (
    select
        raw_issues.id,
        raw_issues.deleted_at,
        {{ parse_json('raw_issues.payload', {
            'repository_url': 'text',
            'html_url': 'text',
            'number': 'bigint',
            'type': {'name': 'text'},
            'title': 'text',
            'body': 'text',
            'state': 'text',
            'state_reason': 'text',
            'draft': 'boolean',
            'parent_issue_url': 'text',
            'pull_request': {'url': 'text', 'merged_at': 'text'},
            'milestone': {'id': 'text', 'title': 'text', 'due_on': 'text'},
            'user': {'id': 'text', 'login': 'text', 'type': 'text', 'email': 'text'},
            'assignee': {'id': 'text', 'login': 'text', 'type': 'text', 'email': 'text'},
            'assignees': [{'id': 'text', 'login': 'text', 'type': 'text', 'email': 'text'}],
            'labels': [{'name': 'text'}],
            'created_at': 'text',
            'updated_at': 'text',
            'closed_at': 'text',
        }) }} as document
    from {{ source('raw_github', 'issues') }} as raw_issues
    qualify
        row_number() over (
            partition by raw_issues.id
            order by raw_issues.updated_at desc nulls last, raw_issues._dlt_load_id desc
        ) = 1
)

select
    documents.id as issue_id,
    {{ regex_first('documents.document.repository_url', "'/repos/([^/]+/[^/]+)'", 1) }}
        as repository_name,
    documents.document.number as issue_number,
    documents.document.html_url as issue_url,
    documents.document.type.name as issue_type_name,
    documents.document.title,
    documents.document.body,
    documents.document.state as issue_state,
    documents.document.state_reason,
    {{ regex_first('documents.document.parent_issue_url', "'/repos/([^/]+/[^/]+)'", 1) }}
    || '#'
    || {{ regex_first('documents.document.parent_issue_url', "'/([0-9]+)$'", 1) }}
        as parent_item_key,
    documents.document.milestone.id as milestone_id,
    documents.document.milestone.title as milestone_title,
    documents.document.user.id as author_account_id,
    documents.document.assignee.id as assignee_account_id,
    documents.document.pull_request is not null as is_pull_request,
    coalesce(documents.document.draft, false) as is_draft,
    documents.deleted_at is not null as is_deleted,
    {{ to_timestamp_utc('documents.document.milestone.due_on') }} as milestone_due_at,
    {{ to_timestamp_utc('documents.document.created_at') }} as created_at,
    {{ to_timestamp_utc('documents.document.updated_at') }} as updated_at,
    {{ to_timestamp_utc('documents.document.closed_at') }} as closed_at,
    {{ to_timestamp_utc('documents.document.pull_request.merged_at') }} as merged_at,
    documents.document.user as author,
    documents.document.assignees,
    documents.document.labels
from documents
