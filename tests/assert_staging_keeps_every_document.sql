-- A staging model that filters or fans out changes every total after it; counted per tool and resource.
with
counted as (
{%- for tool, resources in {
    'jira': ['issues', 'changelogs', 'worklogs', 'users', 'sprints', 'statuses'],
    'github': ['issues', 'pull_requests', 'reviews', 'commits', 'comments', 'events'],
    'zendesk': ['tickets', 'ticket_audits', 'metric_sets', 'users'],
    'freshdesk': ['tickets', 'conversations', 'agents'],
}.items() %}
{%- for resource in resources %}
    select
        '{{ tool }}.{{ resource }}' as resource,
        (select count(distinct id) from {{ source('raw_' ~ tool, resource) }}) as n_raw,
        (select count(*) from {{ ref('stg_' ~ tool ~ '__' ~ resource) }}) as n_staged
    union all
{%- endfor %}
{%- endfor %}
    select 'none', 0, 0
)

select * from counted
where counted.n_raw <> counted.n_staged
