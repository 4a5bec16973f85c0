-- Grain: one row per objective and whole week with a link alive that has an end serving it.
with
links as (select * from {{ ref('int_links__alive') }}),

objective_items as (select * from {{ ref('int_objective_items__rolled_up') }}),

weeks as (select * from {{ ref('int_weeks__whole') }}),

-- Either end may serve, or both: union counts the link once.
served as (
    select
        objective_items.objective_id,
        links.*
    from links
    inner join objective_items on links.from_work_item_id = objective_items.work_item_id
    union
    select
        objective_items.objective_id,
        links.*
    from links
    inner join objective_items on links.to_work_item_id = objective_items.work_item_id
)

select
    served.objective_id,
    weeks.week_on,
    count(*) as n_links,
    count(*) filter (where served.is_cross_team) as n_cross_team_links
from served
inner join weeks
    on served.alive_from_at < weeks.ends_at
    and coalesce(served.alive_to_at, weeks.starts_at) >= weeks.starts_at
group by served.objective_id, weeks.week_on
