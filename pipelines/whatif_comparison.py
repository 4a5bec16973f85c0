"""The published classification and headline beside those of another strategy, in one work file."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipelines.publication import in_utc

KEPT = ("fct_work_items", "fct_item_objectives", "metrics_recent_alignment_by_team", "dim_teams")

DESCRIBED = """
create temp view {name} as
with objectives as (
    select work_item_id, string_agg(objective_id, ' + ' order by objective_id) as objectives
    from {schema}.fct_item_objectives
    group by work_item_id
)

select
    work_items.*,
    objectives.objectives,
    concat_ws(
        ' / ', work_items.work_class, work_items.work_category, objectives.objectives
    ) as placed_as,
    case work_items.classification_method
        when 'rule' then 'rule ' || work_items.rule_id
        when 'inherited_rule' then 'inherited rule ' || work_items.rule_id
        when 'objective_link'
            then concat_ws(' ', 'link', work_items.matched_field, work_items.matched_value)
        when 'none' then null
        else work_items.classification_method
    end as placed_by
from {schema}.fct_work_items as work_items
left join objectives on work_items.work_item_id = objectives.work_item_id
"""
FLIPS = """
select
    after.work_item_id,
    after.item_key,
    after.title,
    after.item_url,
    after.team_id,
    before.work_class as before_work_class,
    before.work_category as before_work_category,
    before.objectives as before_objectives,
    before.placed_by as before_placed_by,
    after.work_class as after_work_class,
    after.work_category as after_work_category,
    after.objectives as after_objectives,
    after.placed_by as after_placed_by,
    after.evidence as after_evidence,
    before.placed_as as before_placed_as,
    after.placed_as as after_placed_as,
    coalesce(after.placed_by, 'no longer ' || before.placed_by) as flipped_by,
    after.effort_days
from after
inner join before on after.work_item_id = before.work_item_id
where after.placed_as <> before.placed_as
order by after.effort_days desc, after.work_item_id
"""
GROUPS = """
select
    before_placed_as,
    after_placed_as,
    flipped_by,
    count(*) as n_items,
    sum(effort_days) as effort_days
from flips
group by before_placed_as, after_placed_as, flipped_by
order by effort_days desc, before_placed_as, after_placed_as, flipped_by
"""
METRICS = """
with recursive
metric_names as (
    from (values (1, 'strategic_share'), (2, 'strategic_share_low'), (3, 'strategic_share_high'),
        (4, 'coverage_share')) as names (metric_order, metric)
),

teams as (
    select team_id, parent_team_id, team_name from main.dim_teams
    union all
    select team_id, parent_team_id, team_name
    from published.dim_teams as gone
    where not exists (from main.dim_teams as kept where kept.team_id = gone.team_id)
),

tree as (
    select team_id, team_name, 0 as depth, [team_name, team_id] as path
    from teams where parent_team_id is null
    union all
    select below.team_id, below.team_name, tree.depth + 1,
        tree.path || [below.team_name, below.team_id]
    from teams as below
    inner join tree on below.parent_team_id = tree.team_id
),

before as (
    from published.metrics_recent_alignment_by_team unpivot include nulls (
        share for metric in
        (strategic_share, strategic_share_low, strategic_share_high, coverage_share)
    )
),

after as (
    from main.metrics_recent_alignment_by_team unpivot include nulls (
        share for metric in
        (strategic_share, strategic_share_low, strategic_share_high, coverage_share)
    )
)

select
    tree.team_id,
    tree.team_name,
    tree.depth,
    metric_names.metric,
    before.share as before,
    after.share as after,
    after.share - before.share as change
from tree
cross join metric_names
left join before on tree.team_id = before.team_id and metric_names.metric = before.metric
left join after on tree.team_id = after.team_id and metric_names.metric = after.metric
where before.team_id is not null or after.team_id is not null
order by tree.path, metric_names.metric_order
"""
TOTALS = """
with counted as (
    select 'before' as strategy, work_class, effort_days from before
    union all
    select 'after' as strategy, work_class, effort_days from after
)

select
    (select count(*) from after) as n_items,
    (sum(effort_days) filter (where strategy = 'before' and work_class <> 'unclassified')
        / nullif(sum(effort_days) filter (where strategy = 'before'), 0)
    )::double as coverage_before,
    (sum(effort_days) filter (where strategy = 'after' and work_class <> 'unclassified')
        / nullif(sum(effort_days) filter (where strategy = 'after'), 0)
    )::double as coverage_after
from counted
"""


@dataclass(frozen=True)
class Comparison:
    """What flips, one row per item and per group of items; the headline, per team and metric."""

    flips: pl.DataFrame
    groups: pl.DataFrame
    metrics: pl.DataFrame
    totals: dict[str, Any]


def keep_as_published(work: Path) -> None:
    """Set the tables of a work file that will be compared aside, before they are built again."""
    with in_utc(work) as connection:
        connection.execute("create schema published")
        for table in KEPT:
            connection.execute(f"create table published.{table} as from main.{table}")


def compare(work: Path) -> Comparison:
    """Compare what stands in a work file now with what was set aside."""
    with in_utc(work) as connection:
        connection.execute(DESCRIBED.format(name="before", schema="published"))
        connection.execute(DESCRIBED.format(name="after", schema="main"))
        connection.execute(f"create temp table flips as {FLIPS}")
        return Comparison(
            flips=connection.sql("from flips order by effort_days desc, work_item_id").pl(),
            groups=connection.sql(GROUPS).pl(),
            metrics=connection.sql(METRICS).pl(),
            totals=connection.sql(TOTALS).pl().row(0, named=True),
        )
