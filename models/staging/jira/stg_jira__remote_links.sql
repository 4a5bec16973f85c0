-- Grain: one row per link from a Jira issue to a page outside Jira.

with

documents as (
    select
        raw_remote_links.id,
        raw_remote_links.deleted_at,
        {{ parse_json('raw_remote_links.payload', {
            'relationship': 'text',
            'object': {'url': 'text', 'title': 'text'},
        }) }} as document
    from {{ source('raw_jira', 'remote_links') }} as raw_remote_links
    qualify
        row_number() over (
            partition by raw_remote_links.id
            order by raw_remote_links.updated_at desc nulls last, raw_remote_links._dlt_load_id desc
        ) = 1
)

select
    documents.id as remote_link_id,
    split_part(documents.id, '/', 1) as issue_id,
    documents.document.relationship as relationship_name,
    documents.document.object.url as linked_url,
    documents.document.object.title as linked_title,
    documents.deleted_at is not null as is_deleted
from documents
