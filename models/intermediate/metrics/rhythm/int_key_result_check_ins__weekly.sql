-- Grain: one row per team, key result that owes a value, and week; due from its objective's first day
-- plus the time a check-in may take, to its last.
-- A team owes the key results of the objectives its open items serve; the organisation owes all.
with
weeks as (select * from {{ ref('int_weeks__whole') }}),

key_results as (select * from {{ ref('dim_key_results') }}),

objectives as (select * from {{ ref('dim_objectives') }}),

measured as (select * from {{ ref('fct_key_result_values') }}),

objective_signs as (select * from {{ ref('int_objective_signs__weekly') }}),

teams as (select * from {{ ref('int_teams__rooted') }}),

due as (
    select
        key_results.key_result_id,
        key_results.objective_id,
        weeks.week_on
    from key_results
    inner join objectives on key_results.objective_id = objectives.objective_id
    inner join weeks
        on {{ days_between('coalesce(objectives.starts_on, weeks.week_on)', 'weeks.week_on') }}
        >= (objectives.starts_on is not null)::int * ({{ var('key_result_check_in_days') }} - 7)
        and weeks.week_on <= coalesce(objectives.ends_on, weeks.week_on)
),

made as (
    select
        due.key_result_id,
        due.week_on
    from due
    inner join measured
        on due.key_result_id = measured.key_result_id
        and {{ days_between('measured.measured_on', 'due.week_on') }}
        between -6 and {{ var('key_result_check_in_days') }} - 7
    group by due.key_result_id, due.week_on
),

owing as (
    select
        teams.team_id,
        due.key_result_id,
        due.week_on
    from due
    cross join teams
    left join objective_signs
        on teams.team_id = objective_signs.team_id
        and due.objective_id = objective_signs.objective_id
        and due.week_on = objective_signs.week_on
    where teams.parent_team_id is null or objective_signs.team_id is not null
)

select
    owing.team_id,
    owing.key_result_id,
    owing.week_on,
    made.key_result_id is not null as is_made
from owing
left join made
    on owing.key_result_id = made.key_result_id
    and owing.week_on = made.week_on
