-- Grain: one row per Jira issue, deleted ones flagged.
-- The nested columns at the end become rows of their own in the models that read this one.

with

documents as (
    select
        raw_issues.id,
        raw_issues.deleted_at,
        {{ parse_json('raw_issues.payload', {
            'key': 'text',
            'self': 'text',
            'fields': {
                'summary': 'text',
                'description': 'json',
                'project': {'key': 'text'},
                'issuetype': {'id': 'text', 'name': 'text'},
                'status': {'id': 'text', 'name': 'text', 'statusCategory': {'key': 'text'}},
                'priority': {'name': 'text'},
                'parent': {'id': 'text', 'key': 'text'},
                'epic': {'id': 'text', 'key': 'text'},
                'creator': {
                    'accountId': 'text', 'accountType': 'text', 'displayName': 'text',
                    'emailAddress': 'text', 'active': 'boolean',
                },
                'reporter': {
                    'accountId': 'text', 'accountType': 'text', 'displayName': 'text',
                    'emailAddress': 'text', 'active': 'boolean',
                },
                'assignee': {
                    'accountId': 'text', 'accountType': 'text', 'displayName': 'text',
                    'emailAddress': 'text', 'active': 'boolean',
                },
                'duedate': 'text',
                'created': 'text',
                'updated': 'text',
                'resolutiondate': 'text',
                'statuscategorychangedate': 'text',
                'labels': ['text'],
                'components': [{'name': 'text'}],
                'fixVersions': [{'name': 'text'}],
                'issuelinks': [{
                    'id': 'text',
                    'type': {'name': 'text'},
                    'inwardIssue': {'id': 'text', 'key': 'text'},
                    'outwardIssue': {'id': 'text', 'key': 'text'},
                }],
                'comment': {'comments': [{
                    'id': 'text',
                    'author': {
                        'accountId': 'text', 'accountType': 'text', 'displayName': 'text',
                        'emailAddress': 'text', 'active': 'boolean',
                    },
                    'created': 'text',
                }]},
                'worklog': {'worklogs': ['json']},
            },
            'changelog': {'histories': ['json']},
        }) }} as document
    from {{ source('raw_jira', 'issues') }} as raw_issues
    qualify
        row_number() over (
            partition by raw_issues.id
            order by raw_issues.updated_at desc nulls last, raw_issues._dlt_load_id desc
        ) = 1
)

select
    documents.id as issue_id,
    documents.document.key as issue_key,
    -- Behind the API gateway `self` does not name the site people click on.
    case
        when documents.document.self not like 'https://api.atlassian.com/%'
            then
                {{ regex_first('documents.document.self', "'^(.+)/rest/'", 1) }}
                || '/browse/' || documents.document.key
    end as issue_url,
    coalesce(
        documents.document.fields.project.key,
        {{ regex_first('documents.document.key', "'^(.+)-[0-9]+$'", 1) }}
    ) as project_key,
    documents.document.fields.issuetype.id as issue_type_id,
    documents.document.fields.issuetype.name as issue_type_name,
    documents.document.fields.status.id as status_id,
    documents.document.fields.status.name as status_name,
    documents.document.fields.status.statuscategory.key as status_category_key,
    documents.document.fields.priority.name as priority_name,
    documents.document.fields.parent.id as parent_issue_id,
    documents.document.fields.parent.key as parent_issue_key,
    documents.document.fields.epic.id as epic_issue_id,
    documents.document.fields.epic.key as epic_issue_key,
    nullif(documents.document.fields.creator.accountid, '') as creator_account_id,
    nullif(documents.document.fields.reporter.accountid, '') as reporter_account_id,
    nullif(documents.document.fields.assignee.accountid, '') as assignee_account_id,
    documents.document.fields.summary,
    documents.document.fields.description,
    try_cast(documents.document.fields.duedate as date) as due_on,
    documents.deleted_at is not null as is_deleted,
    {{ to_timestamp_utc('documents.document.fields.created') }} as created_at,
    {{ to_timestamp_utc('documents.document.fields.updated') }} as updated_at,
    {{ to_timestamp_utc('documents.document.fields.resolutiondate') }} as resolved_at,
    {{ to_timestamp_utc('documents.document.fields.statuscategorychangedate') }}
        as status_category_changed_at,
    documents.document.fields.creator,
    documents.document.fields.reporter,
    documents.document.fields.assignee,
    documents.document.fields.labels,
    documents.document.fields.components,
    documents.document.fields.fixversions as fix_versions,
    documents.document.fields.issuelinks as issue_links,
    documents.document.fields.comment.comments,
    documents.document.fields.worklog.worklogs,
    documents.document.changelog.histories
from documents
