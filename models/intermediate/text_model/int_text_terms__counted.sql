-- Grain: one row per work item and term of its text: what is learned from and what is scored.
-- A term is a word, two neighbouring words, the first letters of a longer word (`payo…`), or how the
-- title opens (`fix |`).
with
words as (select * from {{ ref('int_text_words__split') }}),

single_words as (
    select
        words.work_item_id,
        exploded.word
    from words
    cross join {{ explode_array('words.title_words') }} as exploded (word)
    union all
    select
        words.work_item_id,
        exploded.word
    from words
    cross join {{ explode_array('words.body_words') }} as exploded (word)
),

terms as (
    select
        single_words.work_item_id,
        single_words.word as term
    from single_words
    union all
    select
        single_words.work_item_id,
        left(single_words.word, 4) || '…' as term
    from single_words
    where length(single_words.word) > 4
    union all
    select
        words.work_item_id,
        exploded.pair as term
    from words
    cross join {{ explode_array(word_pairs('words.title_words')) }} as exploded (pair)
    union all
    select
        words.work_item_id,
        exploded.pair as term
    from words
    cross join {{ explode_array(word_pairs('words.body_words')) }} as exploded (pair)
    union all
    select
        words.work_item_id,
        {{ first_of('words.title_words') }} || ' |' as term
    from words
)

select
    terms.work_item_id,
    -- No word of any language is longer; a wall of letters is not kept whole.
    left(terms.term, 60) as term,
    count(*) as n
from terms
where terms.term is not null
group by all
