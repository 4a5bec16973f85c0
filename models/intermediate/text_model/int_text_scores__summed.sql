-- Grain: one row per work item to be scored and label; probabilities of an item sum to 1.
with
weighed as (select * from {{ ref('int_text_terms__weighed') }}),

weights as (select * from {{ source('raw_text_model', 'weights') }}),

labels as (select * from {{ source('raw_text_model', 'labels') }}),

items as (
    select weighed.work_item_id
    from weighed
    group by weighed.work_item_id
),

spoken as (
    select
        weighed.work_item_id,
        weights.label,
        sum((weighed.term_weight * weights.weight)::decimal(18, 9)) as score
    from weighed
    inner join weights on weighed.term = weights.term
    group by weighed.work_item_id, weights.label
),

scored as (
    select
        items.work_item_id,
        labels.label,
        labels.work_class,
        (labels.intercept + coalesce(spoken.score, 0)::double) as score
    from items
    cross join labels
    left join spoken
        on items.work_item_id = spoken.work_item_id
        and labels.label = spoken.label
),

-- Less the highest score of the item, so that no exponential is too large to hold.
odds as (
    select
        scored.*,
        exp(
            scored.score - max(scored.score) over (partition by scored.work_item_id)
        )::decimal(18, 12) as label_odds
    from scored
)

select
    odds.work_item_id,
    odds.label,
    odds.work_class,
    round(odds.score, 6) as score,
    round(
        odds.label_odds::double
        / sum(odds.label_odds) over (partition by odds.work_item_id)::double, 6
    ) as probability
from odds
