-- Grain: one row per GitHub pull request and issue that GitHub says it closes.

with

documents as (
    select
        raw_closing_references.id,
        {{ parse_json('raw_closing_references.payload', {
            'closingIssuesReferences': {'nodes': [{
                'databaseId': 'text',
                'fullDatabaseId': 'text',
                'number': 'text',
                'repository': {'nameWithOwner': 'text'},
            }]},
        }) }} as document
    from {{ source('raw_github', 'closing_references') }} as raw_closing_references
    qualify
        row_number() over (
            partition by raw_closing_references.id
            order by
                raw_closing_references.updated_at desc nulls last,
                raw_closing_references._dlt_load_id desc
        ) = 1
),

closing_references as (
    select
        documents.id as pull_request_id,
        -- databaseId is a 32-bit number: it is null for the issues of today.
        coalesce(exploded.issue.fulldatabaseid, exploded.issue.databaseid) as issue_id,
        exploded.issue.repository.namewithowner || '#' || exploded.issue.number as issue_key
    from documents
    cross join {{ explode_array('documents.document.closingissuesreferences.nodes') }}
        as exploded (issue)
)

select
    closing_references.pull_request_id || '/' || closing_references.issue_id
        as closing_reference_id,
    closing_references.pull_request_id,
    closing_references.issue_id,
    closing_references.issue_key
from closing_references
where closing_references.issue_id is not null
