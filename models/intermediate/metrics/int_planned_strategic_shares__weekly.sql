-- Grain: one row per published team and week that has a plan for its strategic share.
-- Planned for the class; else the sum over strategic categories; else over objectives, one below a planned one left out.
with
team_weeks as (select * from {{ ref('int_team_weeks__published') }}),

planned_allocation as (select * from {{ ref('stg_strategy__planned_allocation') }}),

work_categories as (select * from {{ ref('work_categories') }}),

objective_shares as (select * from {{ ref('int_planned_shares__dated') }}),

objective_ancestors as (select * from {{ ref('int_objective_ancestors__resolved') }}),

plans as (
    select
        planned_allocation.team_id,
        case when planned_allocation.work_class is null then 'category' else 'class' end
            as planned_for,
        null as objective_id,
        planned_allocation.planned_share,
        planned_allocation.starts_on,
        planned_allocation.ends_on
    from planned_allocation
    left join work_categories
        on planned_allocation.work_category = work_categories.work_category
    where coalesce(planned_allocation.work_class, work_categories.work_class) = 'strategic'
    union all
    select
        objective_shares.team_id,
        'objective' as planned_for,
        objective_shares.objective_id,
        objective_shares.planned_share,
        objective_shares.starts_on,
        objective_shares.ends_on
    from objective_shares
),

plans_by_week as (
    select
        team_weeks.team_id,
        team_weeks.week_on,
        plans.planned_for,
        plans.objective_id,
        plans.planned_share::decimal(18, 9) as planned_share
    from team_weeks
    inner join plans
        on team_weeks.team_id = plans.team_id
        and team_weeks.week_on >= coalesce(plans.starts_on, team_weeks.week_on)
        and team_weeks.week_on <= coalesce(plans.ends_on, team_weeks.week_on)
),

below_planned as (
    select
        plans_by_week.team_id,
        plans_by_week.week_on,
        plans_by_week.objective_id
    from plans_by_week
    inner join objective_ancestors
        on plans_by_week.objective_id = objective_ancestors.objective_id
        and objective_ancestors.distance > 0
    inner join plans_by_week as plans_above
        on plans_by_week.team_id = plans_above.team_id
        and plans_by_week.week_on = plans_above.week_on
        and objective_ancestors.ancestor_objective_id = plans_above.objective_id
    group by all
)

select
    plans_by_week.team_id,
    plans_by_week.week_on,
    coalesce(
        sum(plans_by_week.planned_share) filter (where plans_by_week.planned_for = 'class'),
        sum(plans_by_week.planned_share) filter (where plans_by_week.planned_for = 'category'),
        sum(plans_by_week.planned_share) filter (where plans_by_week.planned_for = 'objective')
    )::double as planned_strategic_share
from plans_by_week
left join below_planned
    on plans_by_week.team_id = below_planned.team_id
    and plans_by_week.week_on = below_planned.week_on
    and plans_by_week.objective_id = below_planned.objective_id
where below_planned.objective_id is null
group by plans_by_week.team_id, plans_by_week.week_on
