-- Grain: one row per account in the Jira user list.

with

documents as (
    select
        raw_users.id,
        {{ parse_json('raw_users.payload', {
            'accountType': 'text',
            'displayName': 'text',
            'emailAddress': 'text',
            'active': 'boolean',
        }) }} as document
    from {{ source('raw_jira', 'users') }} as raw_users
    qualify
        row_number() over (
            partition by raw_users.id
            order by raw_users.updated_at desc nulls last, raw_users._dlt_load_id desc
        ) = 1
)

select
    documents.id as account_id,
    documents.document.accounttype as account_type,
    documents.document.displayname as display_name,
    documents.document.emailaddress as email_address,
    documents.document.active as is_active
from documents
