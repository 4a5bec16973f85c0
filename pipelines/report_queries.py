"""What the report asks the published tables: rows as they are, in the order they are shown."""

WEEKS = """
select team_id, week_on, strategic_share, strategic_share_low, strategic_share_high,
    planned_strategic_share
from metrics_alignment_by_team_week
where team_id = $team_id
order by week_on
"""
OBJECTIVES = """
select progress.*, objectives.objective_name, objectives.owner, objectives.depth
from metrics_objective_progress_by_week as progress
inner join dim_objectives as objectives on progress.objective_id = objectives.objective_id
where progress.week_on = (select max(week_on) from metrics_objective_progress_by_week)
order by progress.objective_effort_share - progress.planned_share nulls last, progress.objective_id
"""
DRIFTING = """
select drift.*, (
    select max_by(alarms.main_part_of_change, alarms.week_on)
    from metrics_drift_by_team_week as alarms
    where alarms.team_id = drift.team_id and alarms.is_alarm
) as main_part_at_alarm
from metrics_drift_by_team_week as drift
where drift.drifting_since_on is not null
    and drift.week_on = (select max(week_on) from metrics_drift_by_team_week)
order by abs(drift.ewma_gap_share) desc, drift.team_id
"""
NOT_JUDGED = """
select drift.*
from metrics_drift_by_team_week as drift
where drift.not_judged_because is not null
    and drift.week_on = (select max(week_on) from metrics_drift_by_team_week)
"""
QUADRANT = """
select quadrant.*
from metrics_execution_quadrant_by_team_month as quadrant
where quadrant.month_on = (
    select coalesce(max(month_on) filter (where execution_quadrant is not null), max(month_on))
    from metrics_execution_quadrant_by_team_month
)
"""
HEALTH = """
select health.*
from metrics_operational_health_by_team_week as health
where health.week_on = (select max(week_on) from metrics_operational_health_by_team_week)
"""
SURENESS = """
select * from metrics_classification_quality_by_week
order by week_on desc limit 1
"""
TOOLS = "select * from meta_sources order by source_system"
TOOL_ITEMS = """
select items.work_item_id, items.item_key, items.item_url, items.title, items.work_class,
    items.objective_id, items.classification_method, items.evidence, items.effort_days
from fct_work_items as items
where items.source_system = $source_system
order by items.effort_days desc, items.work_item_id
limit $n_items
"""
LABELLED_ITEMS = """
select items.work_item_id, items.item_key, items.item_url, items.title, items.work_class,
    items.objective_id, items.classification_method, items.evidence, items.effort_days,
    labelled.labelled_class
from fct_labelled_items as labelled
inner join fct_work_items as items on labelled.work_item_id = items.work_item_id
order by labelled.is_agreeing nulls last, items.effort_days desc, items.work_item_id
limit $n_items
"""
ITEMS = """
with recent as (
    select * from metrics_recent_alignment_by_team where team_id = $team_id
),
below as (
    with recursive tree as (
        select $team_id as team_id
        union all
        select teams.team_id from dim_teams as teams
        inner join tree on teams.parent_team_id = tree.team_id
    )
    select team_id from tree
),
worked as (
    select effort.work_item_id, sum(effort.effort_days) as recent_effort_days
    from fct_effort_by_item_week as effort
    inner join below on effort.team_id = below.team_id
    inner join recent
        on effort.week_on between recent.first_week_on and recent.last_week_on
    group by effort.work_item_id
)
select items.work_item_id, items.item_key, items.item_url, items.title, items.work_class,
    items.objective_id, items.classification_method, items.evidence, items.effort_days
from worked
inner join fct_work_items as items on worked.work_item_id = items.work_item_id
where items.work_class = $work_class
order by worked.recent_effort_days desc, items.work_item_id
limit $n_items
"""


OBJECTIVE_ITEMS = """
with recursive below as (
    select $objective_id as objective_id
    union all
    select objectives.objective_id from dim_objectives as objectives
    inner join below on objectives.parent_objective_id = below.objective_id
),
recent as (
    select min(first_week_on) as first_week_on, max(last_week_on) as last_week_on
    from metrics_recent_alignment_by_team
),
worked as (
    select effort.work_item_id, sum(effort.effort_days) as recent_effort_days
    from fct_effort_by_item_week as effort
    inner join recent on effort.week_on between recent.first_week_on and recent.last_week_on
    group by effort.work_item_id
)
select items.work_item_id, items.item_key, items.item_url, items.title, items.work_class,
    items.objective_id, items.classification_method, items.evidence, items.effort_days
from fct_work_items as items
left join worked on items.work_item_id = worked.work_item_id
where items.work_item_id in (
    select served.work_item_id from fct_item_objectives as served
    inner join below on served.objective_id = below.objective_id
)
order by worked.recent_effort_days desc nulls last, items.effort_days desc, items.work_item_id
limit $n_items
"""
