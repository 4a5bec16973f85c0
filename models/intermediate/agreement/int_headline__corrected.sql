-- Grain: one row per week for which people have labelled some effort of every class it went to.
-- Interval: Wilson's of each stratum, put together by the method of variance estimates recovery.
with
effort as (select * from {{ ref('int_stratum_effort__weekly') }}),

shares as (select * from {{ ref('int_strategic_shares__estimated') }}),

of_class as (
    select
        effort.week_on,
        effort.work_class,
        effort.headline_effort_days,
        shares.strategic_share,
        shares.strategic_share_low,
        shares.strategic_share_high,
        sum(effort.headline_effort_days) over (partition by effort.week_on) as all_days,
        sum(effort.headline_effort_days) over (partition by effort.week_on, effort.work_class)
            as class_days,
        sum(
            case when shares.strategic_share is not null then effort.headline_effort_days end
        ) over (partition by effort.week_on, effort.work_class) as labelled_days
    from effort
    left join shares
        on effort.week_on = shares.week_on
        and effort.classification_method = shares.classification_method
        and effort.work_class = shares.work_class
    where effort.headline_effort_days > 0
),

-- A method without labels is represented by the other methods that gave the same class.
carried as (
    select
        of_class.*,
        of_class.headline_effort_days::double / of_class.all_days::double
        * of_class.class_days::double / of_class.labelled_days::double as effort_share
    from of_class
),

summed as (
    select
        carried.week_on,
        sum((carried.effort_share * carried.strategic_share)::decimal(18, 12))::double
            as strategic_share,
        sqrt(sum(
            power(
                carried.effort_share * (carried.strategic_share - carried.strategic_share_low), 2
            )::decimal(38, 18)
        )::double) as below,
        sqrt(sum(
            power(
                carried.effort_share * (carried.strategic_share_high - carried.strategic_share), 2
            )::decimal(38, 18)
        )::double) as above
    from carried
    group by carried.week_on
    having not bool_or(carried.labelled_days is null)
)

select
    summed.week_on,
    summed.strategic_share,
    greatest(summed.strategic_share - summed.below, 0) as strategic_share_low,
    least(summed.strategic_share + summed.above, 1) as strategic_share_high
from summed
