-- Grain: one row per team and whole week before as_of in which the team may be named.
with
team_weeks as (select * from {{ ref('int_team_weeks__shown') }})

select
    team_weeks.team_id,
    team_weeks.week_on,
    team_weeks.n_people,
    team_weeks.n_items,
    team_weeks.effort_days
from team_weeks
where team_weeks.week_on + interval '7 days' <= '{{ var("as_of") }}'::date
