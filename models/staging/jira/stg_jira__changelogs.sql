-- Grain: one row per entry in the history of a Jira issue: one person, one save, one or more fields.
-- A history that came inside its issue counts only where the changelog itself was not pulled.

with

pulled_histories as (
    select
        raw_changelogs.id as changelog_id,
        raw_changelogs.payload,
        1 as preference,
        raw_changelogs._dlt_load_id
    from {{ source('raw_jira', 'changelogs') }} as raw_changelogs
),

embedded_histories as (
    select
        issues.issue_id || '/' || {{ json_text('exploded.history', "'$.id'") }} as changelog_id,
        exploded.history as payload,
        2 as preference,
        null as _dlt_load_id
    from {{ ref('stg_jira__issues') }} as issues
    cross join {{ explode_array('issues.histories') }} as exploded (history)
),

histories as (
    select * from pulled_histories
    union all
    select * from embedded_histories
),

documents as (
    select
        histories.changelog_id,
        {{ parse_json('histories.payload', {
            'author': {
                'accountId': 'text', 'accountType': 'text', 'displayName': 'text',
                'emailAddress': 'text', 'active': 'boolean',
            },
            'created': 'text',
            'items': [{
                'field': 'text', 'fieldId': 'text',
                'from': 'text', 'fromString': 'text', 'to': 'text', 'toString': 'text',
            }],
        }) }} as document
    from histories
    qualify
        row_number() over (
            partition by histories.changelog_id
            order by histories.preference asc, histories._dlt_load_id desc
        ) = 1
)

select
    documents.changelog_id,
    split_part(documents.changelog_id, '/', 1) as issue_id,
    nullif(documents.document.author.accountid, '') as author_account_id,
    try_cast(split_part(documents.changelog_id, '/', 2) as bigint) as history_number,
    -- Bulk answers have been seen with epoch milliseconds in place of ISO 8601.
    coalesce(
        {{ epoch_ms_to_timestamp('try_cast(documents.document.created as bigint)') }},
        {{ to_timestamp_utc('documents.document.created') }}
    ) as created_at,
    documents.document.author,
    documents.document.items
from documents
