-- Grain: one row per worklog of a Jira issue.
-- The worklog resource knows edits and deletions; the copy inside the issue only fills what it lacks.

with

pulled_worklogs as (
    select
        raw_worklogs.id as worklog_id,
        null as parent_issue_id,
        raw_worklogs.payload,
        raw_worklogs.updated_at,
        raw_worklogs.deleted_at,
        1 as preference,
        raw_worklogs._dlt_load_id
    from {{ source('raw_jira', 'worklogs') }} as raw_worklogs
),

embedded_worklogs as (
    select
        {{ json_text('exploded.worklog', "'$.id'") }} as worklog_id,
        issues.issue_id as parent_issue_id,
        exploded.worklog as payload,
        issues.updated_at,
        null as deleted_at,
        2 as preference,
        null as _dlt_load_id
    from {{ ref('stg_jira__issues') }} as issues
    cross join {{ explode_array('issues.worklogs') }} as exploded (worklog)
),

worklogs as (
    select * from pulled_worklogs
    union all
    select * from embedded_worklogs
),

documents as (
    select
        worklogs.worklog_id,
        worklogs.parent_issue_id,
        worklogs.deleted_at,
        {{ parse_json('worklogs.payload', {
            'issueId': 'text',
            'author': {
                'accountId': 'text', 'accountType': 'text', 'displayName': 'text',
                'emailAddress': 'text', 'active': 'boolean',
            },
            'timeSpentSeconds': 'text',
            'started': 'text',
            'created': 'text',
        }) }} as document
    from worklogs
    qualify
        row_number() over (
            partition by worklogs.worklog_id
            order by
                worklogs.preference asc,
                worklogs.updated_at desc nulls last,
                worklogs._dlt_load_id desc
        ) = 1
)

select
    documents.worklog_id,
    coalesce(documents.document.issueid, documents.parent_issue_id) as issue_id,
    nullif(documents.document.author.accountid, '') as author_account_id,
    documents.deleted_at is not null as is_deleted,
    try_cast(documents.document.timespentseconds as double) / 3600 as time_spent_hours,
    {{ to_timestamp_utc('documents.document.started') }} as started_at,
    {{ to_timestamp_utc('documents.document.created') }} as created_at,
    documents.document.author
from documents
