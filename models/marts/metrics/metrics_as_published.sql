-- Grain: one row per metric, team, week and night that published it, beside this publication's value.
-- From the published value: effort as known now, then rules as they are now, then everything as it is now.
with
published_values as (select * from {{ ref('int_published_values__remembered') }}),

alignment as (select * from {{ ref('metrics_alignment_by_team_week') }}),

reclassified as (select * from {{ ref('int_effort__reclassified') }}),

steps as (
    select
        published_values.*,
        alignment.strategic_effort_days::decimal(18, 9) as strategic_now,
        alignment.operational_effort_days::decimal(18, 9) as operational_now,
        alignment.effort_days::decimal(18, 9) as total_now,
        alignment.strategic_effort_days::decimal(18, 9)
        + coalesce(by_items.strategic_effort_days, 0) as strategic_under_rules,
        alignment.operational_effort_days::decimal(18, 9)
        + coalesce(by_items.operational_effort_days, 0) as operational_under_rules,
        coalesce(by_rules.strategic_effort_days, 0) as strategic_by_rules,
        coalesce(by_rules.operational_effort_days, 0) as operational_by_rules
    from published_values
    left join alignment
        on published_values.team_id = alignment.team_id
        and published_values.week_on = alignment.week_on
    left join reclassified as by_items
        on published_values.team_id = by_items.team_id
        and published_values.week_on = by_items.week_on
        and published_values.published_as_of = by_items.published_as_of
        and by_items.restatement_part = 'changed_classification'
    left join reclassified as by_rules
        on published_values.team_id = by_rules.team_id
        and published_values.week_on = by_rules.week_on
        and published_values.published_as_of = by_rules.published_as_of
        and by_rules.restatement_part = 'changed_rules'
),

shares as (
    select
        steps.*,
        ({{ class_share_numerator(
            'steps.metric_name', 'steps.strategic_now', 'steps.operational_now', 'steps.total_now'
        ) }})::double as restated_numerator,
        ({{ class_share_denominator(
            'steps.metric_name', 'steps.strategic_now', 'steps.operational_now', 'steps.total_now'
        ) }})::double as restated_denominator,
        {{ class_share(
            'steps.metric_name', 'steps.strategic_under_rules', 'steps.operational_under_rules',
            'steps.total_now'
        ) }} as value_with_rules,
        {{ class_share(
            'steps.metric_name', '(steps.strategic_under_rules + steps.strategic_by_rules)',
            '(steps.operational_under_rules + steps.operational_by_rules)',
            'steps.total_now'
        ) }} as value_with_data
    from steps
),

-- A step at which nothing is classified has no share: its part passes to the next step.
values_by_step as (
    select
        shares.*,
        shares.restated_numerator / nullif(shares.restated_denominator, 0) as restated_value,
        coalesce(shares.value_with_data, shares.published_value) as value_after_data,
        coalesce(shares.value_with_rules, shares.value_with_data, shares.published_value)
            as value_after_rules
    from shares
),

differences as (
    select
        values_by_step.*,
        values_by_step.restated_value - values_by_step.published_value as difference
    from values_by_step
)

select
    differences.metric_name,
    differences.team_id,
    differences.week_on,
    differences.published_as_of,
    differences.published_value,
    differences.restated_value,
    differences.difference,
    case
        when differences.difference is not null
            then differences.value_after_data - differences.published_value
    end as due_to_new_data,
    case
        when differences.difference is not null
            then differences.value_after_rules - differences.value_after_data
    end as due_to_changed_rules,
    case
        when differences.difference is not null
            then differences.restated_value - differences.value_after_rules
    end as due_to_changed_classification,
    differences.published_numerator,
    differences.published_denominator,
    differences.restated_numerator,
    differences.restated_denominator
from differences
