-- Grain: one row per objective and whole week, from the week its first item was created.
-- What serves an objective below it counts; weeks in which nothing happened are rows of zeros.
with
weeks as (select * from {{ ref('int_weeks__whole') }}),

quality as (
    select rested.*
    from {{ ref('int_team_week_quality__measured') }} as rested
    where rested.team_id = 'organisation'
),

work_items as (select * from {{ ref('fct_work_items') }}),

objective_items as (select * from {{ ref('int_objective_items__rolled_up') }}),

effort as (select * from {{ ref('int_objective_effort__weekly') }}),

links as (select * from {{ ref('int_objective_links__weekly') }}),

blocked_days as (select * from {{ ref('int_item_blocked_days__weekly') }}),

handoffs as (select * from {{ ref('fct_item_handoffs') }}),

begun as (
    select
        objective_items.objective_id,
        min(work_items.created_at) as first_created_at
    from objective_items
    inner join work_items on objective_items.work_item_id = work_items.work_item_id
    group by objective_items.objective_id
),

blocked as (
    select
        objective_items.objective_id,
        blocked_days.week_on,
        sum(blocked_days.blocked_days) as blocked_days,
        sum(blocked_days.open_days) as open_days,
        count(*) filter (where blocked_days.blocked_days > 0) as n_blocked_items,
        count(*) as n_open_items
    from blocked_days
    inner join objective_items on blocked_days.work_item_id = objective_items.work_item_id
    group by objective_items.objective_id, blocked_days.week_on
),

handed as (
    select
        objective_items.objective_id,
        date_trunc('week', handoffs.handed_off_at)::date as week_on,
        count(*) as n_handoffs
    from handoffs
    inner join objective_items on handoffs.work_item_id = objective_items.work_item_id
    group by objective_items.objective_id, date_trunc('week', handoffs.handed_off_at)::date
)

select
    begun.objective_id,
    weeks.week_on,
    coalesce(effort.n_teams, 0) as n_teams,
    coalesce(effort.n_items, 0) as n_items,
    coalesce(effort.effort_days, 0)::double as effort_days,
    (links.n_cross_team_links / nullif(links.n_links, 0))::double as cross_team_link_share,
    coalesce(links.n_cross_team_links, 0) as n_cross_team_links,
    coalesce(links.n_links, 0) as n_links,
    (blocked.blocked_days / nullif(blocked.open_days, 0))::double as blocked_share,
    coalesce(blocked.blocked_days, 0)::double as blocked_days,
    coalesce(blocked.open_days, 0)::double as open_days,
    coalesce(blocked.n_blocked_items, 0) as n_blocked_items,
    coalesce(blocked.n_open_items, 0) as n_open_items,
    coalesce(handed.n_handoffs, 0) as n_handoffs,
    {{ row_quality('quality') }}
from begun
inner join weeks on begun.first_created_at < weeks.ends_at
left join effort
    on begun.objective_id = effort.objective_id
    and weeks.week_on = effort.week_on
left join links
    on begun.objective_id = links.objective_id
    and weeks.week_on = links.week_on
left join blocked
    on begun.objective_id = blocked.objective_id
    and weeks.week_on = blocked.week_on
left join handed
    on begun.objective_id = handed.objective_id
    and weeks.week_on = handed.week_on
left join quality on weeks.week_on = quality.week_on
