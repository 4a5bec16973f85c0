-- Grain: one row per link an agent made from a ticket to a Jira issue.
with raw_jira_links as (

    select * from {{ source('raw_zendesk', 'jira_links') }}
    qualify
        row_number() over (
            partition by id order by updated_at desc nulls last, _dlt_load_id desc
        ) = 1

),

parsed as (

    select
        raw_jira_links.id,
        {{ parse_json('raw_jira_links.payload', {
            'ticket_id': 'text', 'issue_id': 'text', 'issue_key': 'text',
            'created_at': 'text', 'updated_at': 'text',
        }) }} as document
    from raw_jira_links

)

select
    parsed.id as jira_link_id,
    document.ticket_id,
    document.issue_id as jira_issue_id,
    document.issue_key as jira_issue_key,
    {{ to_timestamp_utc('document.created_at') }} as created_at,
    {{ to_timestamp_utc('document.updated_at') }} as updated_at
from parsed
