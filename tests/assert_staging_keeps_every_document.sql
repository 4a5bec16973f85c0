-- A staging model that drops a document changes every total after it; a doubled one its key's test.
-- Changelogs and worklogs may be more than the raw rows: issues carry some inside themselves.
{%- set staged = {
    'jira': ['issues', 'changelogs', 'worklogs', 'users', 'sprints', 'statuses'],
    'github': ['issues', 'pull_requests', 'reviews', 'commits', 'comments', 'events'],
    'zendesk': ['tickets', 'ticket_audits', 'metric_sets', 'users'],
    'freshdesk': ['tickets', 'conversations', 'agents'],
} %}
with
counted as (
        {% for tool, resources in staged.items() %}{% for resource in resources %}
        select
            '{{ tool }}.{{ resource }}' as resource,
            (select count(distinct id) from {{ source('raw_' ~ tool, resource) }}) as n_raw,
            (select count(*) from {{ ref('stg_' ~ tool ~ '__' ~ resource) }}) as n_staged
        union all
    {% endfor %}{% endfor %}
    select
        'nothing' as resource,
        0 as n_raw,
        0 as n_staged
)

select
    counted.resource,
    counted.n_raw,
    counted.n_staged
from counted
where counted.n_staged < counted.n_raw
