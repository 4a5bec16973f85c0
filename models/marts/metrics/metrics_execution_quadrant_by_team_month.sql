-- Grain: one row per team and month with published weeks; a week belongs to the month of its Monday.
-- Heading: where the team would be if the month's change against the months before came once more.
with
healths as (select * from {{ ref('int_team_health__monthly') }}),

quality as (select * from {{ ref('int_team_month_quality__measured') }}),

months as (
    select healths.* from healths
    where healths.period = 'month'
),

befores as (
    select healths.* from healths
    where healths.period = 'before'
),

changes as (
    select
        months.*,
        befores.progress_index as progress_index_before,
        befores.health_index as health_index_before,
        months.progress_index - befores.progress_index as progress_change,
        months.health_index - befores.health_index as health_change,
        months.n_weeks >= {{ var('quadrant_min_weeks') }} as is_long_enough
    from months
    left join befores
        on months.team_id = befores.team_id
        and months.month_on = befores.month_on
)

select
    changes.team_id,
    changes.month_on,
    case
        when changes.is_long_enough
            then {{ execution_quadrant('changes.progress_index', 'changes.health_index') }}
    end as execution_quadrant,
    case
        when changes.is_long_enough
            then {{ execution_quadrant(
                'changes.progress_index + changes.progress_change',
                'changes.health_index + changes.health_change'
            ) }}
    end as heading_quadrant,
    {{ direction_of('changes.progress_change') }} as progress_direction,
    {{ direction_of('changes.health_change') }} as health_direction,
    changes.weakest_signal,
    changes.progress_index,
    changes.progress_index_before,
    changes.strategic_effort_days::double as strategic_effort_days,
    changes.planned_effort_days::double as planned_effort_days,
    changes.health_index,
    changes.health_index_before,
    changes.reopened_share,
    changes.n_reopens::bigint as n_reopens,
    changes.n_completions::bigint as n_completions,
    changes.failure_effort_share,
    changes.failure_effort_days::double as failure_effort_days,
    changes.classified_effort_days::double as classified_effort_days,
    changes.backlog_growth_share,
    changes.n_created::bigint as n_created,
    changes.missed_target_share,
    changes.n_targets::bigint as n_targets,
    changes.n_targets_met::bigint as n_targets_met,
    changes.n_weeks::bigint as n_weeks,
    {{ row_quality('quality') }}
from changes
left join quality
    on changes.team_id = quality.team_id
    and changes.month_on = quality.month_on
