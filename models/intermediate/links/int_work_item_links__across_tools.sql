-- Grain: one row per link that a text or an address proves between items of two tools, and field.
-- Whatever a Jira issue links to elsewhere serves it: the ticket it answers, the code made for it.
with
mentions as (select * from {{ ref('int_key_mentions__found') }}),

remote_links as (select * from {{ ref('int_remote_links__resolved') }})

select
    mentions.work_item_id as from_work_item_id,
    mentions.issue_work_item_id as to_work_item_id,
    'mentions' as link_kind,
    mentions.proof_field,
    mentions.proof_text
from mentions
union all
select
    remote_links.work_item_id as from_work_item_id,
    remote_links.issue_work_item_id as to_work_item_id,
    case remote_links.source_system when 'github' then 'mentions' else 'escalates' end
        as link_kind,
    'remote_link' as proof_field,
    remote_links.proof_text
from remote_links
