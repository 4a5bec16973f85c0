-- Grain: one row per metric, team, week and night that published it, this night's included if remembered.
-- A night keeps only the last weeks before it (`as_published_weeks`): older ones hardly move.
with
earlier_values as (select * from {{ source('history', 'metrics_as_published') }}),

alignment as (select * from {{ ref('metrics_alignment_by_team_week') }}),

metric_definitions as (select * from {{ ref('metric_definitions') }}),

nights as (select * from {{ ref('int_nights__known') }}),

kept_values as (
    select
        earlier_values.metric_name,
        earlier_values.team_id,
        earlier_values.week_on,
        earlier_values.published_as_of,
        earlier_values.published_value,
        earlier_values.published_numerator,
        earlier_values.published_denominator
    from earlier_values
    -- The inner join leaves out what an earlier run of this same night published.
    inner join nights
        on earlier_values.published_as_of = nights.as_of_on
        and not nights.is_this_night
),

values_tonight as (
    select
        metric_definitions.metric_name,
        alignment.team_id,
        alignment.week_on,
        nights.as_of_on as published_as_of,
        ({{ class_share_numerator(
            'metric_definitions.metric_name', 'alignment.strategic_effort_days::decimal(18, 9)',
            'alignment.operational_effort_days::decimal(18, 9)',
            'alignment.effort_days::decimal(18, 9)'
        ) }})::double as published_numerator,
        ({{ class_share_denominator(
            'metric_definitions.metric_name', 'alignment.strategic_effort_days::decimal(18, 9)',
            'alignment.operational_effort_days::decimal(18, 9)',
            'alignment.effort_days::decimal(18, 9)'
        ) }})::double as published_denominator
    from alignment
    inner join nights
        on nights.is_this_night
        and nights.is_remembered
        and {{ days_between('alignment.week_on', "date_trunc('week', nights.as_of_on)") }}
        <= 7 * {{ var('as_published_weeks') }}
    inner join metric_definitions
        on metric_definitions.table_name = 'metrics_alignment_by_team_week'
)

select * from kept_values
union all
select
    values_tonight.metric_name,
    values_tonight.team_id,
    values_tonight.week_on,
    values_tonight.published_as_of,
    values_tonight.published_numerator / nullif(values_tonight.published_denominator, 0)
        as published_value,
    values_tonight.published_numerator,
    values_tonight.published_denominator
from values_tonight
-- Definitions that are no share of effort by class have no numerator.
where values_tonight.published_numerator is not null
