-- More solved than ever came in: histories are missing or told twice, and the backlog that leaders
-- read as calm, and its trend, are wrong for every week after.
select
    health.team_id,
    health.week_on,
    health.n_backlog_items
from {{ ref('metrics_operational_health_by_team_week') }} as health
where health.n_backlog_items < 0
