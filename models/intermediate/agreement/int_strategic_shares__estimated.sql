-- Grain: one row per week, method and class with labelled effort.
-- What part of that effort people call strategic: each labelled item counts by its effort days.
with
agreement as (select * from {{ ref('int_label_agreement__weekly') }}),

weighed as (
    select
        agreement.week_on,
        agreement.classification_method,
        agreement.work_class,
        count(*) as n_labelled_items,
        sum(agreement.effort_days)::double as effort_days,
        coalesce(
            sum(agreement.effort_days) filter (where agreement.labelled_class = 'strategic'), 0
        )::double as strategic_effort_days,
        sum(agreement.effort_days * agreement.effort_days)::double as squared_effort
    from agreement
    where
        agreement.labelled_class in ('strategic', 'operational')
        and agreement.effort_days > 0
    group by agreement.week_on, agreement.classification_method, agreement.work_class
),

estimated as (
    select
        weighed.*,
        weighed.strategic_effort_days / weighed.effort_days as strategic_share,
        weighed.effort_days * weighed.effort_days / weighed.squared_effort as effective_n
    from weighed
)

select
    estimated.week_on,
    estimated.classification_method,
    estimated.work_class,
    estimated.strategic_share,
    {{ wilson_low('estimated.strategic_share', 'estimated.effective_n') }}
        as strategic_share_low,
    {{ wilson_high('estimated.strategic_share', 'estimated.effective_n') }}
        as strategic_share_high,
    estimated.effective_n,
    estimated.n_labelled_items
from estimated
