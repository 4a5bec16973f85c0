-- Grain: one row per satisfaction rating given on a Freshdesk ticket.
-- Codes: 101 to 103 happy, 100 neutral, -101 to -103 unhappy; neutral is neither good nor bad.
with satisfaction_ratings as (

    select * from {{ ref('stg_freshdesk__satisfaction_ratings') }}

)

select
    'freshdesk:' || satisfaction_ratings.satisfaction_rating_id as satisfaction_rating_id,
    'freshdesk:' || satisfaction_ratings.ticket_id as work_item_id,
    satisfaction_ratings.rating_code > 0 as is_satisfied,
    satisfaction_ratings.created_at as rated_at
from satisfaction_ratings
where satisfaction_ratings.rating_code <> 100
