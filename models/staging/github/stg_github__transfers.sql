-- Grain: one row per GitHub issue that was transferred and lives on under another id.

with

documents as (
    select
        raw_transfers.id,
        {{ parse_json('raw_transfers.payload', {
            'id': 'text',
            'repository_url': 'text',
            'number': 'text',
        }) }} as document
    from {{ source('raw_github', 'transfers') }} as raw_transfers
    qualify
        row_number() over (
            partition by raw_transfers.id
            order by raw_transfers.updated_at desc nulls last, raw_transfers._dlt_load_id desc
        ) = 1
)

select
    documents.id as issue_id,
    documents.document.id as successor_issue_id,
    {{ regex_first('documents.document.repository_url', "'/repos/([^/]+/[^/]+)'", 1) }}
    || '#'
    || documents.document.number as successor_item_key
from documents
