-- Who waits for whom?
-- Pairs of teams by the days items of one waited for open items of the other: blocked by them, or
-- tickets escalated to them. Counted are waits that ended in the 26 weeks before as_of or still last
-- (n_open_waits: start there). The same team on both sides waits for itself. Statuses of the group
-- waiting name nobody: their lines come last, without an awaited team; for long ones, ask whom.
with
last_week as (
    select max(coordination.week_on) + interval '7 days' as last_ends_on
    from {{ ref('metrics_coordination_by_objective_week') }} as coordination
),

waits as (
    select
        waiting.team_id as waiting_team_id,
        awaited.team_id as awaited_team_id,
        waits.wait_kind,
        waits.work_item_id,
        waits.ended_at,
        waits.wait_hours
    from {{ ref('fct_item_waits') }} as waits
    inner join {{ ref('fct_work_items') }} as waiting
        on waits.work_item_id = waiting.work_item_id
    left join {{ ref('fct_work_items') }} as awaited
        on waits.awaited_work_item_id = awaited.work_item_id
    cross join last_week
    where coalesce(waits.ended_at >= last_week.last_ends_on - interval '182 days', true)
)

select
    waiting_teams.team_name as waiting_team,
    awaited_teams.team_name as awaited_team,
    waits.wait_kind,
    sum(waits.wait_hours::decimal(28, 9)) / 24 as waiting_days,
    max(waits.wait_hours) / 24 as longest_wait_days,
    count(distinct waits.work_item_id) as n_items,
    count(*) filter (where waits.ended_at is null) as n_open_waits
from waits
inner join {{ ref('dim_teams') }} as waiting_teams
    on waits.waiting_team_id = waiting_teams.team_id
left join {{ ref('dim_teams') }} as awaited_teams
    on waits.awaited_team_id = awaited_teams.team_id
group by waiting_teams.team_name, awaited_teams.team_name, waits.wait_kind
order by
    awaited_teams.team_name is null asc,
    sum(waits.wait_hours::decimal(28, 9)) desc,
    waiting_teams.team_name asc,
    awaited_teams.team_name asc,
    waits.wait_kind asc
