-- Grain: one row per work item to be scored and term of it that was learned.
-- A term's weight grows with its count and its rarity; an item's weights have length 1.
with
counted as (select * from {{ ref('int_text_terms__counted') }}),

awaiting as (select * from {{ ref('int_text_items__awaiting') }}),

learned_terms as (select * from {{ source('raw_text_model', 'terms') }}),

unscaled as (
    select
        counted.work_item_id,
        counted.term,
        (1 + ln(counted.n)) * learned_terms.idf as term_weight
    from counted
    inner join awaiting on counted.work_item_id = awaiting.work_item_id
    -- A term nobody has learned says nothing.
    inner join learned_terms on counted.term = learned_terms.term
)

select
    unscaled.work_item_id,
    unscaled.term,
    round(
        unscaled.term_weight / sqrt(
            sum((unscaled.term_weight * unscaled.term_weight)::decimal(18, 9)) over (
                partition by unscaled.work_item_id
            )::double
        ), 6
    ) as term_weight
from unscaled
