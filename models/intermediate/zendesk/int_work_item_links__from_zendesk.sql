-- Grain: one row per link a ticket states: to its problem, its Jira issue, what it follows up.
with tickets as (

    select * from {{ ref('stg_zendesk__tickets') }}

),

-- Two agents may link the same ticket and issue: one statement, the first is kept.
jira_links as (

    select * from {{ ref('stg_zendesk__jira_links') }}
    qualify
        row_number() over (
            partition by ticket_id, jira_issue_id order by created_at, jira_link_id
        ) = 1

)

select
    'zendesk:' || tickets.ticket_id as from_work_item_id,
    'zendesk:' || tickets.problem_id as to_work_item_id,
    'incident_of' as link_kind,
    'problem_id' as proof_field,
    tickets.problem_id as proof_text
from tickets
where tickets.problem_id is not null

union all

select
    'zendesk:' || jira_links.ticket_id as from_work_item_id,
    'jira:' || jira_links.jira_issue_id as to_work_item_id,
    'escalates' as link_kind,
    'jira_links' as proof_field,
    jira_links.jira_issue_key as proof_text
from jira_links

union all

select
    'zendesk:' || tickets.ticket_id as from_work_item_id,
    'zendesk:' || tickets.via_ticket_id as to_work_item_id,
    'relates' as link_kind,
    'via' as proof_field,
    tickets.via_relation as proof_text
from tickets
where tickets.via_relation = 'follow_up' and tickets.via_ticket_id is not null
