-- Are operations stable?
-- Per team, the last 12 whole weeks beside the same 12 weeks of the year before. Where more comes
-- back and more of the work is incidents and defects (breakage), the ground gives way, however fast
-- the team looks: the teams where both have grown most come first. Counts say how much a rate rests
-- on; a team without tickets has no promises and ratings.
with
last_week as (
    select max(health.week_on) as last_week_on
    from {{ ref('metrics_operational_health_by_team_week') }} as health
),

weeks as (
    select
        health.*,
        health.week_on > last_week.last_week_on - interval '84 days' as is_recent
    from {{ ref('metrics_operational_health_by_team_week') }} as health
    cross join last_week
    where
        health.week_on > last_week.last_week_on - interval '84 days'
        or (
            health.week_on > last_week.last_week_on - interval '448 days'
            and health.week_on <= last_week.last_week_on - interval '364 days'
        )
),

-- Rates are made of summed counts, not of averaged shares; a period without solutions has none.
summed as (
    select
        weeks.team_id,
        sum(weeks.n_reopened_items) filter (where weeks.is_recent)
        / nullif(sum(weeks.n_solved_items) filter (where weeks.is_recent), 0) as reopen_rate,
        sum(weeks.n_reopened_items) filter (where not weeks.is_recent)
        / nullif(sum(weeks.n_solved_items) filter (where not weeks.is_recent), 0)
            as earlier_reopen_rate,
        sum(weeks.n_solved_items) filter (where weeks.is_recent) as n_solved_items,
        sum(weeks.n_created_incidents + weeks.n_created_defects) filter (where weeks.is_recent)
        / nullif(sum(weeks.n_intake_items) filter (where weeks.is_recent), 0) as breakage_share,
        sum(weeks.n_created_incidents + weeks.n_created_defects)
        filter (where not weeks.is_recent)
        / nullif(sum(weeks.n_intake_items) filter (where not weeks.is_recent), 0)
            as earlier_breakage_share,
        sum(weeks.n_intake_items) filter (where weeks.is_recent) as n_intake_items,
        max_by(weeks.n_backlog_items, weeks.week_on) filter (where weeks.is_recent)
            as n_backlog_items,
        max_by(weeks.n_backlog_items, weeks.week_on) filter (where not weeks.is_recent)
            as n_earlier_backlog_items,
        sum(weeks.n_first_reply_targets_met) filter (where weeks.is_recent)
        / nullif(sum(weeks.n_first_reply_targets) filter (where weeks.is_recent), 0)
            as first_reply_attainment_share,
        sum(weeks.n_resolution_targets_met) filter (where weeks.is_recent)
        / nullif(sum(weeks.n_resolution_targets) filter (where weeks.is_recent), 0)
            as resolution_attainment_share,
        sum(weeks.n_good_ratings) filter (where weeks.is_recent)
        / nullif(sum(weeks.n_ratings) filter (where weeks.is_recent), 0) as satisfaction_share
    from weeks
    group by weeks.team_id
)

select
    teams.team_id,
    teams.team_name,
    summed.reopen_rate,
    summed.earlier_reopen_rate,
    summed.n_solved_items,
    summed.breakage_share,
    summed.earlier_breakage_share,
    summed.n_intake_items,
    summed.n_backlog_items,
    summed.n_earlier_backlog_items,
    summed.first_reply_attainment_share,
    summed.resolution_attainment_share,
    summed.satisfaction_share
from summed
inner join {{ ref('dim_teams') }} as teams on summed.team_id = teams.team_id
order by
    coalesce(summed.reopen_rate - summed.earlier_reopen_rate, 0)
    + coalesce(summed.breakage_share - summed.earlier_breakage_share, 0) desc,
    teams.team_id
