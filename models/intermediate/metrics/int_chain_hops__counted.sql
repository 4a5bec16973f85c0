-- Grain: one row per work item and hop of the chain from ticket to objective that it should take.
-- Deleted items, and those made from as_of on, are left out.
with
work_items as (select * from {{ ref('fct_work_items') }}),

links as (select * from {{ ref('fct_work_item_links') }}),

serving_links as (select * from {{ ref('int_serving_links__derived') }}),

item_objectives as (select * from {{ ref('fct_item_objectives') }}),

items as (
    select
        work_items.work_item_id,
        work_items.team_id,
        work_items.work_class,
        case
            when work_items.source_system not in ('jira', 'github') then 'ticket'
            when work_items.item_type = 'pull_request' then 'pull_request'
            else 'issue'
        end as item_kind
    from work_items
    where
        not work_items.is_deleted
        and work_items.created_at < {{ as_of_at() }}
),

serving_an_issue as (
    select serving_links.work_item_id
    from serving_links
    inner join items as served_items
        on serving_links.served_work_item_id = served_items.work_item_id
    where served_items.item_kind = 'issue'
    group by serving_links.work_item_id
),

behind_tickets as (
    select links.from_work_item_id as work_item_id
    from links
    inner join serving_an_issue on links.to_work_item_id = serving_an_issue.work_item_id
    where links.link_kind = 'incident_of'
    union
    select serving_an_issue.work_item_id from serving_an_issue
),

with_parent as (
    select links.from_work_item_id as work_item_id
    from links
    where
        links.link_kind = 'parent'
        and links.is_target_known
        and links.from_work_item_id <> links.to_work_item_id
    group by links.from_work_item_id
),

parents as (
    select links.to_work_item_id as work_item_id
    from links
    where
        links.link_kind = 'parent'
        and links.from_work_item_id <> links.to_work_item_id
    group by links.to_work_item_id
),

with_objective as (
    select item_objectives.work_item_id
    from item_objectives
    group by item_objectives.work_item_id
)

select
    items.work_item_id,
    items.team_id,
    case items.item_kind when 'ticket' then 'ticket_to_issue' else 'pull_request_to_issue' end
        as chain_hop,
    behind_tickets.work_item_id is not null as is_linked
from items
left join behind_tickets on items.work_item_id = behind_tickets.work_item_id
where items.item_kind in ('ticket', 'pull_request')
union all
select
    items.work_item_id,
    items.team_id,
    'child_to_parent' as chain_hop,
    with_parent.work_item_id is not null as is_linked
from items
left join parents on items.work_item_id = parents.work_item_id
left join with_parent on items.work_item_id = with_parent.work_item_id
where
    items.item_kind = 'issue'
    and parents.work_item_id is null
union all
select
    items.work_item_id,
    items.team_id,
    'issue_to_objective' as chain_hop,
    with_objective.work_item_id is not null as is_linked
from items
left join with_objective on items.work_item_id = with_objective.work_item_id
where
    items.item_kind = 'issue'
    and items.work_class <> 'operational'
