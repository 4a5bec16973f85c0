-- Grain: one row per team and whole week in which enough of its people worked.
-- Whether anybody still speaks of what matters: check-ins, silence, regularity.
with
team_weeks as (select * from {{ ref('int_team_weeks__published') }}),

quality as (select * from {{ ref('int_team_week_quality__measured') }}),

rhythms as (select * from {{ ref('int_strategic_rhythms__weekly') }}),

objective_signs as (select * from {{ ref('int_objective_signs__weekly') }}),

key_result_check_ins as (select * from {{ ref('int_key_result_check_ins__weekly') }}),

objectives as (
    select
        objective_signs.team_id,
        objective_signs.week_on,
        count(*) as n_tracked,
        count(*) filter (where objective_signs.is_silent) as n_silent
    from objective_signs
    group by objective_signs.team_id, objective_signs.week_on
),

key_results as (
    select
        key_result_check_ins.team_id,
        key_result_check_ins.week_on,
        count(*) as n_due,
        count(*) filter (where key_result_check_ins.is_made) as n_made
    from key_result_check_ins
    group by key_result_check_ins.team_id, key_result_check_ins.week_on
)

select
    team_weeks.team_id,
    team_weeks.week_on,
    (
        (rhythms.n_checked_in_items + coalesce(key_results.n_made, 0))
        / nullif(rhythms.n_started_items + coalesce(key_results.n_due, 0), 0)
    )::double as check_in_share,
    rhythms.n_started_items + coalesce(key_results.n_due, 0) as n_check_ins_due,
    rhythms.n_checked_in_items + coalesce(key_results.n_made, 0) as n_check_ins_made,
    rhythms.n_started_items as n_item_check_ins_due,
    rhythms.n_checked_in_items as n_item_check_ins_made,
    coalesce(key_results.n_due, 0) as n_key_result_check_ins_due,
    coalesce(key_results.n_made, 0) as n_key_result_check_ins_made,
    (rhythms.n_silent_items / nullif(rhythms.n_open_items, 0))::double as silent_share,
    rhythms.n_silent_items as n_silent_strategic_items,
    rhythms.n_open_items as n_open_strategic_items,
    coalesce(objectives.n_silent, 0) as n_silent_objectives,
    coalesce(objectives.n_tracked, 0) as n_tracked_objectives,
    (rhythms.n_updated_item_weeks / nullif(rhythms.n_started_item_weeks, 0))::double
        as update_regularity_share,
    rhythms.n_updated_item_weeks,
    rhythms.n_started_item_weeks,
    {{ row_quality('quality') }}
from team_weeks
-- The inner join drops no row: rhythms know every team and whole week.
inner join rhythms
    on team_weeks.team_id = rhythms.team_id
    and team_weeks.week_on = rhythms.week_on
left join objectives
    on team_weeks.team_id = objectives.team_id
    and team_weeks.week_on = objectives.week_on
left join key_results
    on team_weeks.team_id = key_results.team_id
    and team_weeks.week_on = key_results.week_on
left join quality
    on team_weeks.team_id = quality.team_id
    and team_weeks.week_on = quality.week_on
