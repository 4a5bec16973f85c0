-- Grain: one row per team whose people worked in the last whole weeks before as_of.
-- Shares of several weeks are made of their summed effort, never of averaged weekly shares.
-- Summed as decimals, which effort days are: sums of doubles depend on their order.
with
alignment as (select * from {{ ref('metrics_alignment_by_team_week') }}),

dated as (
    select
        alignment.*,
        (
            alignment.planned_strategic_share::decimal(18, 9)
            * (alignment.strategic_effort_days + alignment.operational_effort_days)::decimal(18, 9)
        )::decimal(28, 12) as planned_strategic,
        {{ days_between('alignment.week_on', "date_trunc('week', '" ~ var("as_of") ~ "'::date)") }}
        <= 7 * {{ var('headline_weeks') }} as is_recent
    from alignment
    where
        {{ days_between('alignment.week_on', "date_trunc('week', '" ~ var("as_of") ~ "'::date)") }}
        <= 14 * {{ var('headline_weeks') }}
),

recent as (
    select
        dated.team_id,
        min(dated.week_on) as first_week_on,
        max(dated.week_on) as last_week_on,
        sum(dated.strategic_effort_days::decimal(18, 9)) as strategic,
        sum(dated.operational_effort_days::decimal(18, 9)) as operational,
        sum(dated.unclassified_effort_days::decimal(18, 9)) as unclassified,
        sum(dated.effort_days::decimal(18, 9)) as total,
        sum(dated.n_completed_strategic_items) as n_strategic_items,
        sum(dated.n_completed_operational_items) as n_operational_items,
        sum(dated.n_completed_items) as n_items,
        sum(dated.completed_strategic_points::decimal(18, 4)) as strategic_points,
        sum(dated.completed_operational_points::decimal(18, 4)) as operational_points,
        sum(dated.completed_points::decimal(18, 4)) as points,
        -- A week without a plan leaves the whole without one.
        case
            when count(dated.planned_strategic_share) = count(*)
                then sum(dated.planned_strategic)
        end as planned_strategic,
        sum(dated.inferred_effort_days::decimal(18, 9)) as inferred,
        max(dated.n_stale_tools) as n_stale_tools,
        {{ max_or_unknown('dated.tool_age_days') }} as tool_age_days,
        {{ max_or_unknown('dated.census_age_days') }} as census_age_days,
        case
            when
                sum(dated.unclassified_effort_days::decimal(18, 9))
                > (1 - {{ var('min_headline_coverage_share') }})
                * sum(dated.effort_days::decimal(18, 9))
                then 'low_coverage'
            when
                max(dated.n_stale_tools) > 0
                and coalesce(
                    {{ max_or_unknown('dated.tool_age_days') }}
                    > {{ var('max_headline_tool_age_days') }}, true
                )
                then 'stale_tools'
        end as withheld_because
    from dated
    where dated.is_recent
    group by dated.team_id
),

earlier as (
    select
        dated.team_id,
        sum(dated.strategic_effort_days::decimal(18, 9)) as strategic,
        sum(dated.operational_effort_days::decimal(18, 9)) as operational
    from dated
    where not dated.is_recent
    group by dated.team_id
)

select
    recent.team_id,
    recent.first_week_on,
    recent.last_week_on,
    recent.withheld_because,
    {{ class_shares(
        'recent.strategic', 'recent.operational', 'recent.total',
        shown_if='recent.withheld_because is null'
    ) }},
    recent.strategic::double as strategic_effort_days,
    recent.operational::double as operational_effort_days,
    recent.unclassified::double as unclassified_effort_days,
    recent.total::double as effort_days,
    (earlier.strategic / nullif(earlier.strategic + earlier.operational, 0))::double
        as earlier_strategic_share,
    earlier.strategic::double as earlier_strategic_effort_days,
    earlier.operational::double as earlier_operational_effort_days,
    strategic_share - earlier_strategic_share as change_in_strategic_share,
    {{ class_shares(
        'recent.n_strategic_items', 'recent.n_operational_items', 'recent.n_items',
        suffix='_by_items'
    ) }},
    recent.n_strategic_items::bigint as n_completed_strategic_items,
    recent.n_operational_items::bigint as n_completed_operational_items,
    recent.n_items::bigint as n_completed_items,
    {{ class_shares(
        'recent.strategic_points', 'recent.operational_points', 'recent.points',
        suffix='_by_estimate'
    ) }},
    recent.strategic_points::double as completed_strategic_points,
    recent.operational_points::double as completed_operational_points,
    recent.points::double as completed_points,
    (
        recent.planned_strategic / nullif(recent.strategic + recent.operational, 0)
    )::decimal(18, 9)::double as planned_strategic_share,
    recent.planned_strategic::double as planned_strategic_effort_days,
    strategic_share > planned_strategic_share as is_above_plan,
    {{ depends_on_view('planned_strategic_share') }} as depends_on_view,
    (recent.inferred / nullif(recent.strategic + recent.operational, 0))::double as inferred_share,
    recent.inferred::double as inferred_effort_days,
    recent.n_stale_tools::bigint as n_stale_tools,
    recent.tool_age_days::bigint as tool_age_days,
    recent.census_age_days
from recent
left join earlier on recent.team_id = earlier.team_id
