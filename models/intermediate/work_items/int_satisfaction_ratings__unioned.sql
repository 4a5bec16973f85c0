-- Grain: one row per good or bad satisfaction rating given on a ticket.
with
zendesk as (select * from {{ ref('int_satisfaction_ratings__from_zendesk') }}),

freshdesk as (select * from {{ ref('int_satisfaction_ratings__from_freshdesk') }}),

unioned as (
    select * from zendesk
    union all
    select * from freshdesk
)

select
    unioned.satisfaction_rating_id,
    unioned.work_item_id,
    unioned.is_satisfied,
    unioned.rated_at
from unioned
