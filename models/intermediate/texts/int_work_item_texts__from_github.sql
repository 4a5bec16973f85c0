-- Grain: one row per GitHub issue or pull request.
with
items as (select * from {{ ref('int_issues__joined_to_pull_requests') }})

select
    items.work_item_id,
    items.title,
    items.body
from items
