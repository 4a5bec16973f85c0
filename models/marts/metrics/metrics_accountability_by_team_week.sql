-- Grain: one row per team and whole week in which enough of its people worked.
-- Strategic items open at the week's end, and what was promised for the week against what was done.
with
team_weeks as (select * from {{ ref('int_team_weeks__published') }}),

quality as (select * from {{ ref('int_team_week_quality__measured') }}),

open_items as (select * from {{ ref('int_open_strategic_items__weekly') }}),

promises as (select * from {{ ref('int_promises__weekly') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

answered as (
    select
        team_ancestors.ancestor_team_id as team_id,
        open_items.week_on,
        count(*) as n_open,
        count(*) filter (where open_items.is_owned) as n_owned,
        count(*) filter (where open_items.is_dated) as n_dated,
        count(*) filter (where open_items.is_overdue) as n_overdue
    from open_items
    inner join team_ancestors on open_items.team_id = team_ancestors.team_id
    group by team_ancestors.ancestor_team_id, open_items.week_on
)

select
    team_weeks.team_id,
    team_weeks.week_on,
    (answered.n_owned / answered.n_open)::double as owned_share,
    (answered.n_dated / answered.n_open)::double as dated_share,
    (answered.n_overdue / nullif(answered.n_dated, 0))::double as overdue_share,
    coalesce(answered.n_open, 0) as n_open_strategic_items,
    coalesce(answered.n_owned, 0) as n_owned_strategic_items,
    coalesce(answered.n_dated, 0) as n_dated_strategic_items,
    coalesce(answered.n_overdue, 0) as n_overdue_strategic_items,
    (promises.n_due_done_items / nullif(promises.n_due_items, 0))::double as due_say_do_share,
    coalesce(promises.n_due_items, 0) as n_due_items,
    coalesce(promises.n_due_done_items, 0) as n_due_done_items,
    (promises.n_due_done_strategic_items / nullif(promises.n_due_strategic_items, 0))::double
        as strategic_due_say_do_share,
    coalesce(promises.n_due_strategic_items, 0) as n_due_strategic_items,
    coalesce(promises.n_due_done_strategic_items, 0) as n_due_done_strategic_items,
    (promises.n_sprint_done_items / nullif(promises.n_sprint_committed_items, 0))::double
        as sprint_say_do_share,
    coalesce(promises.n_sprint_committed_items, 0) as n_sprint_committed_items,
    coalesce(promises.n_sprint_done_items, 0) as n_sprint_done_items,
    {{ row_quality('quality') }}
from team_weeks
left join answered
    on team_weeks.team_id = answered.team_id
    and team_weeks.week_on = answered.week_on
left join promises
    on team_weeks.team_id = promises.team_id
    and team_weeks.week_on = promises.week_on
left join quality
    on team_weeks.team_id = quality.team_id
    and team_weeks.week_on = quality.week_on
