-- Grain: one row per published team and week with a planned share of strategic effort.
-- A plan of the class counts; where there is none, the sum of the team's topmost planned objectives.
with
team_weeks as (select * from {{ ref('int_team_weeks__published') }}),

planned_shares as (select * from {{ ref('fct_planned_shares') }}),

objective_ancestors as (select * from {{ ref('int_objective_ancestors__resolved') }}),

valid as (
    select
        team_weeks.team_id,
        team_weeks.week_on,
        planned_shares.work_class,
        planned_shares.objective_id,
        max(planned_shares.planned_share::decimal(18, 9)) as planned_share
    from team_weeks
    inner join planned_shares
        on team_weeks.team_id = planned_shares.team_id
        and team_weeks.week_on >= coalesce(planned_shares.starts_on, team_weeks.week_on)
        and team_weeks.week_on <= coalesce(planned_shares.ends_on, team_weeks.week_on)
    where planned_shares.work_class = 'strategic' or planned_shares.objective_id is not null
    group by
        team_weeks.team_id, team_weeks.week_on, planned_shares.work_class,
        planned_shares.objective_id
),

-- The plan of an objective above holds those below it.
below_another as (
    select
        valid.team_id,
        valid.week_on,
        valid.objective_id
    from valid
    inner join objective_ancestors
        on valid.objective_id = objective_ancestors.objective_id
        and objective_ancestors.distance > 0
    inner join valid as planned_above
        on objective_ancestors.ancestor_objective_id = planned_above.objective_id
        and valid.team_id = planned_above.team_id
        and valid.week_on = planned_above.week_on
    group by valid.team_id, valid.week_on, valid.objective_id
)

select
    valid.team_id,
    valid.week_on,
    coalesce(
        max(valid.planned_share) filter (where valid.work_class = 'strategic'),
        sum(valid.planned_share)
        filter (where valid.objective_id is not null and below_another.objective_id is null)
    ) as planned_share
from valid
left join below_another
    on valid.team_id = below_another.team_id
    and valid.week_on = below_another.week_on
    and valid.objective_id = below_another.objective_id
group by valid.team_id, valid.week_on
