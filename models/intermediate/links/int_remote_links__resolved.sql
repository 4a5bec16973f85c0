-- Grain: one row per Jira issue and item of another tool that its remote links lead to.
-- An address is compared without what follows the number (`/files`, `#comment-1`) and however the
-- tool words the way to it (`/agent/tickets/7`, `/tickets/7`).
with
remote_links as (select * from {{ ref('stg_jira__remote_links') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

addresses as (
    select
        null::text as work_item_id,
        remote_links.remote_link_id,
        remote_links.linked_url as address
    from remote_links
    where not remote_links.is_deleted
    union all
    select
        work_items.work_item_id,
        null::text as remote_link_id,
        work_items.item_url as address
    from work_items
    where work_items.source_system <> 'jira'
),

parsed as (
    select
        addresses.*,
        lower({{ regex_first(
            'addresses.address',
            "'^https?://([^?#]*?)(?:/agent|/a|/helpdesk|/hc/[a-z-]+)?"
            "/(?:issues|pull|tickets|requests)/[0-9]+'",
            1
        ) }}) as place,
        {{ regex_first(
            'addresses.address',
            "'^https?://[^?#]*?/(?:issues|pull|tickets|requests)/([0-9]+)'",
            1
        ) }} as item_number
    from addresses
)

-- Inner joins: a page that is no pulled item's has nothing to be linked to.
select
    'jira:' || remote_links.issue_id as issue_work_item_id,
    work_items.work_item_id,
    work_items.source_system,
    min(remote_links.linked_url) as proof_text
from remote_links
inner join parsed as linked on remote_links.remote_link_id = linked.remote_link_id
inner join parsed as items
    on linked.place = items.place
    and linked.item_number = items.item_number
inner join work_items on items.work_item_id = work_items.work_item_id
group by remote_links.issue_id, work_items.work_item_id, work_items.source_system
