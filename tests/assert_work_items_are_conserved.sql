-- A document lost between the tool and the fact table makes every number wrong for everybody, unseen.
with
-- A pull request is an issue of GitHub's; one whose issue has not come stands for itself.
github_items as (
    select {{ json_text('issues.payload', "'$.html_url'") }} as html_url
    from {{ source('raw_github', 'issues') }} as issues
    union
    select {{ json_text('pull_requests.payload', "'$.html_url'") }} as html_url
    from {{ source('raw_github', 'pull_requests') }} as pull_requests
),

raw_documents as (
    select
        'jira' as source_system,
        count(distinct issues.id) as n_documents
    from {{ source('raw_jira', 'issues') }} as issues
    union all
    select
        'github' as source_system,
        count(*) as n_documents
    from github_items
    union all
    select
        'zendesk' as source_system,
        count(distinct tickets.id) as n_documents
    from {{ source('raw_zendesk', 'tickets') }} as tickets
    union all
    select
        'freshdesk' as source_system,
        count(distinct tickets.id) as n_documents
    from {{ source('raw_freshdesk', 'tickets') }} as tickets
),

shaped as (
    select
        work_items.source_system,
        count(*) as n_work_items
    from {{ ref('int_work_items__unioned') }} as work_items
    group by work_items.source_system
),

facts as (
    select
        work_items.source_system,
        count(*) as n_facts
    from {{ ref('fct_work_items') }} as work_items
    group by work_items.source_system
)

select
    raw_documents.source_system,
    raw_documents.n_documents,
    shaped.n_work_items,
    facts.n_facts
from raw_documents
left join shaped on raw_documents.source_system = shaped.source_system
left join facts on raw_documents.source_system = facts.source_system
where
    raw_documents.n_documents <> coalesce(shaped.n_work_items, 0)
    or raw_documents.n_documents <> coalesce(facts.n_facts, 0)
