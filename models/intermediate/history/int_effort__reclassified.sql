-- Grain: one row per night, team, week and part of a restatement: effort days that changed class since.
-- Effort as known today; what each class would have more (or less, below zero) were the class that of the night.
with
published_values as (select * from {{ ref('int_published_values__remembered') }}),

team_effort as (select * from {{ ref('int_team_effort__weekly') }}),

class_changes as (select * from {{ ref('int_class_changes__attributed') }}),

team_nights as (
    select
        published_values.team_id,
        published_values.week_on,
        published_values.published_as_of
    from published_values
    group by
        published_values.team_id, published_values.week_on, published_values.published_as_of
),

changed_effort as (
    select
        team_effort.team_id,
        team_effort.week_on,
        class_changes.restatement_part,
        class_changes.counts_from,
        class_changes.counts_to,
        class_changes.work_class_then,
        class_changes.work_class_now,
        sum(team_effort.effort_days) as effort_days
    from team_effort
    inner join class_changes on team_effort.work_item_id = class_changes.work_item_id
    group by all
)

select
    team_nights.team_id,
    team_nights.week_on,
    team_nights.published_as_of,
    changed_effort.restatement_part,
    sum(
        case
            when changed_effort.work_class_then = 'strategic' then changed_effort.effort_days
            when changed_effort.work_class_now = 'strategic' then -changed_effort.effort_days
            else 0
        end
    ) as strategic_effort_days,
    sum(
        case
            when changed_effort.work_class_then = 'operational' then changed_effort.effort_days
            when changed_effort.work_class_now = 'operational' then -changed_effort.effort_days
            else 0
        end
    ) as operational_effort_days
from team_nights
inner join changed_effort
    on team_nights.team_id = changed_effort.team_id
    and team_nights.week_on = changed_effort.week_on
    and team_nights.published_as_of
    >= coalesce(changed_effort.counts_from, team_nights.published_as_of)
    and (
        team_nights.published_as_of < changed_effort.counts_to
        or changed_effort.counts_to is null
    )
group by
    team_nights.team_id, team_nights.week_on, team_nights.published_as_of,
    changed_effort.restatement_part
