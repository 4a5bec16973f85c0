-- Grain: one row per assignee a GitHub item took; the first is its assignee at creation.
-- Where several hold an item, one stands for them: the assignee GitHub names first today, else the
-- one who has held it longest.

with

items as (
    select * from {{ ref('int_issues__joined_to_pull_requests') }}
),

assignments as (
    select * from {{ ref('int_assignments__from_github') }}
),

moments as (
    select
        items.work_item_id,
        items.created_at as changed_at
    from items
    union
    select
        assignments.work_item_id,
        assignments.assigned_at as changed_at
    from assignments
    union
    select
        assignments.work_item_id,
        assignments.unassigned_at as changed_at
    from assignments
    where assignments.unassigned_at is not null
),

holders as (
    select
        moments.work_item_id,
        moments.changed_at,
        assignments.account_id
    from moments
    inner join items on moments.work_item_id = items.work_item_id
    left join assignments
        on moments.work_item_id = assignments.work_item_id
        and moments.changed_at >= assignments.assigned_at
        and (
            assignments.unassigned_at is null
            or moments.changed_at < assignments.unassigned_at
        )
    qualify
        row_number() over (
            partition by moments.work_item_id, moments.changed_at
            order by
                case when assignments.account_id = items.assignee_account_id then 1 else 2 end,
                assignments.assigned_at,
                assignments.account_id
        ) = 1
),

compared as (
    select
        holders.*,
        lag(holders.account_id) over (
            partition by holders.work_item_id
            order by holders.changed_at
        ) as previous_account_id,
        row_number() over (
            partition by holders.work_item_id
            order by holders.changed_at
        ) - 1 as change_order
    from holders
)

select
    compared.work_item_id,
    compared.account_id,
    compared.changed_at,
    compared.change_order
from compared
where
    compared.change_order = 0
    or compared.account_id is distinct from compared.previous_account_id
