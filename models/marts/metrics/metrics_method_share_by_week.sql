-- Grain: one row per week and classification method that effort went to, in the whole organisation.
with
effort as (select * from {{ ref('int_stratum_effort__weekly') }}),

by_method as (
    select
        effort.week_on,
        effort.classification_method,
        sum(effort.effort_days)::double as method_effort_days,
        sum(sum(effort.effort_days)) over (partition by effort.week_on)::double as effort_days,
        sum(effort.n_items)::bigint as n_items
    from effort
    where effort.effort_days > 0
    group by effort.week_on, effort.classification_method
)

select
    by_method.week_on,
    by_method.classification_method,
    by_method.method_effort_days / by_method.effort_days as method_share,
    by_method.method_effort_days,
    by_method.effort_days,
    by_method.n_items
from by_method
