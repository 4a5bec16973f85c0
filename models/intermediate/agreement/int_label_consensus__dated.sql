-- Grain: one row per labelled work item and stretch of days on which its labels are the same.
-- The class that most people gave counts; where two classes have as many, nobody's does.
with
labels as (select * from {{ ref('int_labels__matched') }}),

by_day as (
    select
        labels.work_item_id,
        labels.labelled_on,
        count(*) filter (where labels.labelled_class = 'strategic') as n_strategic,
        count(*) filter (where labels.labelled_class = 'operational') as n_operational,
        count(*) filter (where labels.labelled_class = 'unclassified') as n_unclassified
    from labels
    group by labels.work_item_id, labels.labelled_on
),

so_far as (
    select
        by_day.work_item_id,
        by_day.labelled_on as known_from_on,
        lead(by_day.labelled_on) over (
            partition by by_day.work_item_id order by by_day.labelled_on
        ) as known_until_on,
        sum(by_day.n_strategic) over (
            partition by by_day.work_item_id order by by_day.labelled_on
        ) as n_strategic,
        sum(by_day.n_operational) over (
            partition by by_day.work_item_id order by by_day.labelled_on
        ) as n_operational,
        sum(by_day.n_unclassified) over (
            partition by by_day.work_item_id order by by_day.labelled_on
        ) as n_unclassified
    from by_day
)

select
    so_far.work_item_id,
    case
        when so_far.n_strategic > greatest(so_far.n_operational, so_far.n_unclassified)
            then 'strategic'
        when so_far.n_operational > greatest(so_far.n_strategic, so_far.n_unclassified)
            then 'operational'
        when so_far.n_unclassified > greatest(so_far.n_strategic, so_far.n_operational)
            then 'unclassified'
    end as labelled_class,
    (so_far.n_strategic + so_far.n_operational + so_far.n_unclassified)::bigint as n_labels,
    so_far.known_from_on,
    so_far.known_until_on
from so_far
