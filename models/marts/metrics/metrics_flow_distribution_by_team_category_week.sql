-- Grain: one row per team, whole week and kind of work of which an item was completed.
with
team_weeks as (select * from {{ ref('int_team_weeks__published') }}),

quality as (select * from {{ ref('int_team_week_quality__measured') }}),

item_flows as (select * from {{ ref('int_item_flows__timed') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

completed as (
    select
        team_weeks.team_id,
        item_flows.work_class,
        coalesce(item_flows.work_category, 'none') as work_category,
        team_weeks.week_on,
        count(*) as n_items
    from item_flows
    inner join team_ancestors on item_flows.team_id = team_ancestors.team_id
    -- The inner join leaves out team weeks that rest on too few people.
    inner join team_weeks
        on team_ancestors.ancestor_team_id = team_weeks.team_id
        and item_flows.week_on = team_weeks.week_on
    group by all
),

counted as (
    select
        completed.*,
        sum(completed.n_items) over (
            partition by completed.team_id, completed.week_on
        ) as n_team_items
    from completed
)

select
    counted.team_id,
    counted.work_class,
    counted.work_category,
    counted.week_on,
    (counted.n_items / counted.n_team_items)::double as completed_share,
    counted.n_items as n_completed_items,
    counted.n_team_items::bigint as n_team_completed_items,
    {{ row_quality('quality') }}
from counted
left join quality
    on counted.team_id = quality.team_id
    and counted.week_on = quality.week_on
