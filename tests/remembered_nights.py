"""Nights whose items and effort a test sets, built by the very models that remember.

The models are compiled once, for a day that stands for every other; each night puts its own day in
its place and runs them on a work file in which only what lies before them is made up. A rule's
class comes from the strategy folder, as it does in truth.
"""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from stand_ins import Place

from pipelines import nightly, transform
from pipelines.transform import project_folder
from pipelines.warehouse import Warehouse

ANY_DAY = "1999-09-09"
MODELS = (
    "int_nights__known",
    "int_team_weeks__published",
    "metrics_alignment_by_team_week",
    "int_classifications__said",
    "int_stretches__remembered",
    "int_stretches__begun",
    "int_class_changes__attributed",
    "int_published_values__remembered",
    "int_effort__reclassified",
    "fct_classification_history",
    "metrics_as_published",
    "meta_nights",
    "meta_runs",
)
SEEDS = ("change_reasons", "metric_definitions")

GIVEN = """
create schema if not exists intermediate;
create schema if not exists seeds;
create or replace table fct_work_items as
    select
        items.work_item_id, rules.objective_id, items.rule_id,
        coalesce(rules.work_class, 'unclassified') as work_class, rules.work_category,
        case when rules.rule_id is null then 'none' else 'rule' end as classification_method,
        items.is_deleted
    from given_items as items
    left join raw_strategy.classification_rules as rules on items.rule_id = rules.rule_id;
create or replace table intermediate.int_work_items__fingerprinted as
    select work_item_id, fingerprint as item_fingerprint from given_items;
create or replace table intermediate.int_team_effort__weekly as
    select 'organisation' as team_id, week_on, work_item_id, 'p' as person_id,
        days::decimal(38, 9) as effort_days
    from given_effort;
create or replace table intermediate.int_team_weeks__shown as
    select team_id, week_on, count(distinct person_id) as n_people,
        count(distinct work_item_id) as n_items, sum(effort_days) as effort_days
    from intermediate.int_team_effort__weekly group by all;
create or replace table intermediate.int_completed_items__weekly (
    team_id varchar, week_on date, n_completed_items bigint, n_strategic_items bigint,
    n_operational_items bigint, n_unclassified_items bigint, n_estimated_items bigint,
    points double, strategic_points double, operational_points double, unclassified_points double);
create or replace table intermediate.int_planned_strategic_shares__weekly (
    team_id varchar, week_on date, planned_strategic_share double);
create or replace table intermediate.int_team_week_quality__measured (
    team_id varchar, week_on date, inferred_effort_days decimal(38, 9), n_stale_tools bigint,
    tool_age_days bigint, census_age_days double);
"""


@dataclass(frozen=True)
class Item:
    """One work item: the rule that places it, its days of effort in one week."""

    number: int
    rule_id: str | None
    days: float = 0
    fingerprint: str = "as ever"
    is_deleted: bool = False


@dataclass
class Known:
    """What the tools have told so far; a test changes it between nights."""

    items: list[Item] = field(default_factory=list)
    week_on: date = date(2026, 2, 23)
    fault: Exception | None = None


def compile_models(folder: Path) -> dict[str, str]:
    """Give the SQL of the models that remember, for ANY_DAY."""
    project = str(project_folder())
    done = subprocess.run(
        [
            *(sys.executable, "-m", "dbt.cli.main", "--no-use-colors", "compile"),
            *("--select", *MODELS, "--project-dir", project, "--profiles-dir", project),
            *("--target-path", str(folder / "target"), "--log-path", str(folder)),
            *("--vars", f'{{"as_of": "{ANY_DAY}"}}'),
        ],
        capture_output=True,
        text=True,
        env=os.environ
        | {
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "0",
            "HEADWAY_WORK_DATABASE": str(folder / "work.duckdb"),
            "HEADWAY_PSEUDONYM_KEY": "tests",
        },
    )
    assert done.returncode == 0, done.stdout
    paths = {path.stem: path for path in (folder / "target/compiled").rglob("*.sql")}
    return {name: paths[name].read_text() for name in MODELS}


def builder(compiled: dict[str, str], known: Known) -> Callable[..., None]:
    """Give a builder of those models from what is known on the night."""

    def build(warehouse: Warehouse, settings: Any, as_of: date, step: Any) -> None:
        with warehouse.connect_work() as connection:
            _give(connection, known)
            for name in MODELS:
                schema = "intermediate" if name.startswith("int_") else "main"
                sql = compiled[name].replace(ANY_DAY, as_of.isoformat())
                connection.execute(f"create or replace table {schema}.{name} as {sql}")
        if known.fault:
            raise known.fault

    return build


def remembering(
    place: Place, patch: pytest.MonkeyPatch, compiled: dict[str, str], known: Known
) -> Place:
    """Have a workspace's nights build those models; they need not pull."""
    patch.setattr(transform, "build", builder(compiled, known))
    write_rules(place, a="strategic", b="operational")
    warehouse = Warehouse(place.workspace)
    with warehouse.lock():
        warehouse.ensure_raw_tables(nightly.SOURCES)
    with warehouse.connect_work() as connection:
        connection.execute("insert into raw_jira.issues (id) values ('1')")
    return place


def _give(connection: duckdb.DuckDBPyConnection, known: Known) -> None:
    connection.execute(
        "create or replace temp table given_items (work_item_id varchar, rule_id varchar, "
        "fingerprint varchar, is_deleted boolean)"
    )
    connection.execute(
        "create or replace temp table given_effort (week_on date, work_item_id varchar, "
        "days decimal(18, 9))"
    )
    for item in known.items:
        name = f"jira:{item.number}"
        connection.execute(
            "insert into given_items values (?, ?, ?, ?)",
            [name, item.rule_id, item.fingerprint, item.is_deleted],
        )
        if item.days:
            connection.execute(
                "insert into given_effort values (?, ?, ?)", [known.week_on, name, item.days]
            )
    connection.execute(GIVEN)
    for seed in SEEDS:
        path = project_folder() / "seeds" / f"{seed}.csv"
        connection.execute(
            f"create or replace table seeds.{seed} as select * from read_csv('{path}')"
        )


def write_rules(place: Place, **classes: str) -> None:
    """Write a decision table: the class each rule gives."""
    category = {"strategic": "objective_work", "operational": "support"}
    rows = [
        f"{rule_id},{number},Type {rule_id},{work_class},{category[work_class]},"
        f"{'grow' if work_class == 'strategic' else ''},because"
        for number, (rule_id, work_class) in enumerate(classes.items(), start=1)
    ]
    header = "rule_id,priority,item_type,work_class,work_category,objective_id,rationale"
    path = place.workspace / "strategy" / "classification_rules.csv"
    path.write_text("\n".join([header, *rows]) + "\n")
