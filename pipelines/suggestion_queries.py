"""The queries behind `headway suggest`, on a published file.

A rule decides the items it matches and, by inheritance, others that nothing else decides: an
unclassified item is covered by a condition that holds for itself or for an item that hands it down.
"""

ITEMS = """
create temp table items as
select work_item_id, item_key, title, work_class, effort_days
from fct_work_items
"""
BEARERS = """
create temp table bearers as
select work_item_id, work_item_id as bearer_id
from items where work_class = 'unclassified'
union
select work_item_id, reached_work_item_id as bearer_id
from fct_unclassified_reach
"""
# What rules can say about an item, as condition column and cell. A word is what \\b finds in RE2,
# which knows ASCII letters only: words with other letters need an edge of their own.
TRAITS = r"""
create temp table traits as
with said as (
    unpivot (select work_item_id, container, item_type, requester_group from fct_work_items)
    on container, item_type, requester_group into name field value cell
    union all
    select work_item_id, attribute as field, value as cell
    from fct_work_item_attributes where attribute in ('label', 'component')
),

titled as (
    select
        work_item_id,
        list_distinct(regexp_extract_all(lower(title), '[\pL\pN_]+')) as words,
        list_distinct(regexp_extract_all(lower(title), '\w+')) as ascii_words
    from items
),

worded as (
    select work_item_id, unnest(ascii_words) as word, true as is_ascii from titled
    union all
    select work_item_id, unnest(words) as word, false as is_ascii from titled
),

-- A part of a word with other letters is no word.
known_words as (
    select word, regexp_full_match(word, '\w+') as is_ascii
    from worded
    where not is_ascii and length(word) between 3 and 40 and regexp_matches(word, '\pL')
    group by word
    having count(*) <= $max_word_share * (select count(*) from items)
)

select work_item_id, field, cell
from said
-- What a cell cannot say: alternatives have no escape; a spreadsheet would run a formula.
where
    cell <> '' and cell = trim(cell)
    and not regexp_matches(cell, '[|\x00-\x1f\x7f\x{200b}\x{2060}\x{feff}]|^[=+@\x{ff1d}-]')
union
select
    worded.work_item_id,
    'title_matches' as field,
    case
        when worded.is_ascii then '(?i)\b' || worded.word || '\b'
        else '(?i)(^|[^\pL\pN_])' || worded.word || '($|[^\pL\pN_])'
    end as cell
from worded
inner join known_words
    on worded.word = known_words.word
    and worded.is_ascii = known_words.is_ascii
"""
# Only what is worth a suggestion alone can be so together with another.
SINGLES = """
create temp table singles as
select traits.field, traits.cell
from traits
inner join bearers on traits.work_item_id = bearers.bearer_id
inner join items on bearers.work_item_id = items.work_item_id
group by traits.field, traits.cell
having sum(items.effort_days) >= $min_effort_days
"""
# One condition, or two of which one is the container or the item type.
BORNE = """
create temp table borne as
with chosen as (
    select traits.* from traits inner join singles using (field, cell)
)

select work_item_id, field, cell, null as other_field, null as other_cell from chosen
union all
select one.work_item_id, one.field, one.cell, other.field as other_field, other.cell as other_cell
from chosen as one
inner join chosen as other on one.work_item_id = other.work_item_id
where
    other.field <> 'container'
    and (one.field = 'container' or (one.field = 'item_type' and other.field <> 'item_type'))
"""
# A condition whose decided items are of both classes is no rule: `min_purity` of them must agree.
CONDITIONS = """
create temp table conditions as
with counted as (
    select
        borne.field, borne.cell, borne.other_field, borne.other_cell,
        count(*) filter (where items.work_class = 'strategic') as n_strategic,
        count(*) filter (where items.work_class = 'operational') as n_operational
    from borne
    inner join items on borne.work_item_id = items.work_item_id
    group by all
)

select
    row_number() over (
        order by other_field is not null, field, cell, other_field, other_cell
    ) as condition_id,
    *
from counted
where greatest(n_strategic, n_operational) >= $min_purity * (n_strategic + n_operational)
"""
COVERS = """
create temp table covers as
select
    conditions.condition_id,
    bearers.work_item_id,
    bool_and(bearers.bearer_id <> bearers.work_item_id) as is_reached
from borne
inner join conditions
    on borne.field = conditions.field
    and borne.cell = conditions.cell
    and borne.other_field is not distinct from conditions.other_field
    and borne.other_cell is not distinct from conditions.other_cell
inner join bearers on borne.work_item_id = bearers.bearer_id
group by conditions.condition_id, bearers.work_item_id
"""
COVERED = "create temp table covered (work_item_id varchar)"
PREPARED = (ITEMS, BEARERS, TRAITS, SINGLES, BORNE, CONDITIONS, COVERS, COVERED)

# The most effort that no suggestion covers yet; at a tie, one condition before two.
NEXT = """
with counted as (
    select
        covers.condition_id,
        count(*) as n_items,
        count(*) filter (where covers.is_reached) as n_items_reached,
        sum(items.effort_days) as effort_days,
        list(
            {'item_key': items.item_key, 'title': items.title}
            order by covers.is_reached, items.effort_days desc, items.work_item_id
        )[:3] as examples
    from covers
    inner join items on covers.work_item_id = items.work_item_id
    where covers.work_item_id not in (select work_item_id from covered)
    group by covers.condition_id
)

select conditions.*, counted.n_items, counted.n_items_reached,
    counted.effort_days, counted.examples
from counted
inner join conditions on counted.condition_id = conditions.condition_id
where counted.effort_days >= $min_effort_days
order by counted.effort_days desc, conditions.condition_id
limit 1
"""
COVER = """
insert into covered
select work_item_id from covers where condition_id = $condition_id
except select work_item_id from covered
"""

RUN = "select as_of_on from meta_runs order by started_at desc limit 1"
TOTALS = """
select
    coalesce(sum(effort_days), 0) as effort_days,
    coalesce(sum(effort_days) filter (where work_class = 'unclassified'), 0)
        as unclassified_effort_days
from fct_work_items
"""
N_CONTRADICTORY = """
select
    (select count(*) from (select field, cell, other_field, other_cell from borne group by all))
    - (select count(*) from conditions)
"""
