-- Grain: one row per team and whole week, weeks without anything strategic open included.
with
teams as (select * from {{ ref('int_teams__rooted') }}),

weeks as (select * from {{ ref('int_weeks__whole') }}),

strategic_signs as (select * from {{ ref('int_strategic_signs__weekly') }}),

team_ancestors as (select * from {{ ref('int_team_ancestors__resolved') }}),

counted as (
    select
        team_ancestors.ancestor_team_id as team_id,
        strategic_signs.week_on,
        count(*) as n_open,
        count(*) filter (where strategic_signs.is_silent) as n_silent,
        count(*) filter (where strategic_signs.is_started) as n_started,
        count(*) filter (where strategic_signs.is_started and strategic_signs.is_checked_in)
            as n_checked_in,
        count(*) filter (where strategic_signs.is_started and strategic_signs.is_updated)
            as n_updated
    from strategic_signs
    inner join team_ancestors on strategic_signs.team_id = team_ancestors.team_id
    group by team_ancestors.ancestor_team_id, strategic_signs.week_on
),

rhythms as (
    select
        teams.team_id,
        weeks.week_on,
        coalesce(counted.n_open, 0) as n_open_items,
        coalesce(counted.n_silent, 0) as n_silent_items,
        coalesce(counted.n_started, 0) as n_started_items,
        coalesce(counted.n_checked_in, 0) as n_checked_in_items,
        coalesce(counted.n_updated, 0) as n_updated_items
    from teams
    cross join weeks
    left join counted
        on teams.team_id = counted.team_id
        and weeks.week_on = counted.week_on
)

select
    rhythms.team_id,
    rhythms.week_on,
    rhythms.n_open_items,
    rhythms.n_silent_items,
    rhythms.n_started_items,
    rhythms.n_checked_in_items,
    sum(past_rhythms.n_started_items)::bigint as n_started_item_weeks,
    sum(past_rhythms.n_updated_items)::bigint as n_updated_item_weeks
from rhythms
inner join rhythms as past_rhythms
    on rhythms.team_id = past_rhythms.team_id
    and rhythms.week_on >= past_rhythms.week_on
    and {{ days_between('past_rhythms.week_on', 'rhythms.week_on') }}
    < 7 * {{ var('rhythm_weeks') }}
group by
    rhythms.team_id, rhythms.week_on, rhythms.n_open_items, rhythms.n_silent_items,
    rhythms.n_started_items, rhythms.n_checked_in_items
