-- Grain: one row per satisfaction rating given on a Zendesk ticket; an offer is not an answer.
with satisfaction_ratings as (

    select * from {{ ref('stg_zendesk__satisfaction_ratings') }}

)

select
    'zendesk:' || satisfaction_ratings.satisfaction_rating_id as satisfaction_rating_id,
    'zendesk:' || satisfaction_ratings.ticket_id as work_item_id,
    satisfaction_ratings.score like 'good%' as is_satisfied,
    satisfaction_ratings.updated_at as rated_at
from satisfaction_ratings
where satisfaction_ratings.score like 'good%' or satisfaction_ratings.score like 'bad%'
