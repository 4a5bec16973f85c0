-- Grain: one row per team, objective and stretch of time with a planned share of the team's effort.
-- An objective's own planned_share is the organisation's plan where planned_allocation names none.
with
planned_allocation as (select * from {{ ref('stg_strategy__planned_allocation') }}),

objectives as (select * from {{ ref('stg_strategy__objectives') }}),

stated as (
    select
        planned_allocation.team_id,
        planned_allocation.objective_id,
        planned_allocation.planned_share,
        planned_allocation.starts_on,
        planned_allocation.ends_on
    from planned_allocation
    where planned_allocation.objective_id is not null
),

implied as (
    select
        'organisation' as team_id,
        objectives.objective_id,
        objectives.planned_share,
        objectives.starts_on,
        objectives.ends_on
    from objectives
    where
        objectives.planned_share is not null
        and not exists (
            select 1
            from stated
            where
                stated.team_id = 'organisation'
                and stated.objective_id = objectives.objective_id
        )
)

select * from stated
union all
select * from implied
