-- Grain: one row per tool that is switched on, or that has documents.
with
pulls as (select * from {{ source('raw_headway', 'pulls') }}),

work_items as (select * from {{ ref('int_work_items__unioned') }}),

latest as (
    select pulls.*
    from pulls
    where pulls.outcome <> 'not_pulled'
    qualify
        row_number() over (
            partition by pulls.source_system order by pulls.started_at desc, pulls.run_id desc
        ) = 1
),

complete as (
    select
        pulls.source_system,
        max(pulls.finished_at) filter (where pulls.outcome = 'complete') as last_complete_pull_at,
        -- Without a census of all its containers a tool has none.
        max(pulls.census_at) as last_census_at
    from pulls
    group by pulls.source_system
),

counted as (
    select
        work_items.source_system,
        count(*) as n_work_items
    from work_items
    group by work_items.source_system
)

select
    coalesce(latest.source_system, counted.source_system) as source_system,
    latest.run_id as last_pull_run_id,
    latest.outcome as last_pull_outcome,
    latest.message as last_pull_message,
    coalesce(latest.outcome, 'not_pulled') <> 'complete' as is_stale,
    coalesce(counted.n_work_items, 0) as n_work_items,
    latest.n_rows_loaded,
    case
        when complete.last_census_at is not null
            then greatest(
                    0, {{ days_between('complete.last_census_at', "'" ~ var('as_of') ~ "'::date") }}
                )::double
    end as census_age_days,
    complete.last_complete_pull_at
from latest
full outer join counted on latest.source_system = counted.source_system
left join complete on latest.source_system = complete.source_system
