-- Grain: one row per team, objective and whole week: effort on it and all objectives below it.
-- A planned objective without effort is a row with zero: starving must be seen.
-- Parts of effort are decimals: sums of doubles depend on their order, and two builds would differ.
with
team_weeks as (select * from {{ ref('int_team_weeks__published') }}),

quality as (select * from {{ ref('int_team_week_quality__measured') }}),

team_effort as (select * from {{ ref('int_team_effort__weekly') }}),

item_objectives as (select * from {{ ref('fct_item_objectives') }}),

objective_ancestors as (select * from {{ ref('int_objective_ancestors__resolved') }}),

planned_shares as (select * from {{ ref('int_planned_shares__dated') }}),

actual as (
    select
        team_effort.team_id,
        objective_ancestors.ancestor_objective_id as objective_id,
        team_effort.week_on,
        sum((team_effort.effort_days * item_objectives.objective_weight)::decimal(28, 15))
            as effort_days,
        count(distinct team_effort.work_item_id) as n_items
    from team_effort
    inner join item_objectives on team_effort.work_item_id = item_objectives.work_item_id
    inner join objective_ancestors
        on item_objectives.objective_id = objective_ancestors.objective_id
    group by
        team_effort.team_id, objective_ancestors.ancestor_objective_id, team_effort.week_on
),

planned as (
    select
        team_weeks.team_id,
        planned_shares.objective_id,
        team_weeks.week_on,
        max(planned_shares.planned_share) as planned_share
    from team_weeks
    inner join planned_shares
        on team_weeks.team_id = planned_shares.team_id
        and team_weeks.week_on >= coalesce(planned_shares.starts_on, team_weeks.week_on)
        and team_weeks.week_on <= coalesce(planned_shares.ends_on, team_weeks.week_on)
    group by team_weeks.team_id, planned_shares.objective_id, team_weeks.week_on
),

keys as (
    select
        actual.team_id,
        actual.objective_id,
        actual.week_on
    from actual
    union
    select
        planned.team_id,
        planned.objective_id,
        planned.week_on
    from planned
)

select
    keys.team_id,
    keys.objective_id,
    keys.week_on,
    (coalesce(actual.effort_days, 0) / team_weeks.effort_days)::double as actual_share,
    planned.planned_share,
    (coalesce(actual.effort_days, 0) / team_weeks.effort_days)::double
    - planned.planned_share as gap_share,
    coalesce(actual.effort_days, 0)::double as objective_effort_days,
    team_weeks.effort_days::double as team_effort_days,
    coalesce(actual.n_items, 0) as n_items,
    {{ row_quality('quality') }}
from keys
-- The inner join leaves out team weeks that rest on too few people.
inner join team_weeks
    on keys.team_id = team_weeks.team_id
    and keys.week_on = team_weeks.week_on
left join actual
    on keys.team_id = actual.team_id
    and keys.objective_id = actual.objective_id
    and keys.week_on = actual.week_on
left join planned
    on keys.team_id = planned.team_id
    and keys.objective_id = planned.objective_id
    and keys.week_on = planned.week_on
left join quality
    on keys.team_id = quality.team_id
    and keys.week_on = quality.week_on
