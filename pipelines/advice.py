"""What no night stops on and somebody should look at: `headway check` prints it below its verdict.

The rules are held against the last publication; what has been mended since shows after a night.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.errors import Problem, StrategyError
from pipelines.publication import in_utc
from pipelines.strategy import read_strategy
from pipelines.strategy_files.objectives import Label
from pipelines.strategy_files.reading import problem_at
from pipelines.warehouse import Warehouse

RULES = """
select * from dim_classification_rules
where is_never_matching or is_fully_shadowed or is_contradicted
order by priority, rule_id
"""
ITEMS = "select work_item_id from fct_work_items where not is_deleted"


def advice(workspace: Path) -> list[Problem]:
    """Give the rules and labels worth a look; none where nothing is published or readable yet."""
    warehouse = Warehouse(workspace)
    try:
        strategy = read_strategy(warehouse.strategy)
    except StrategyError:
        return []
    found = list(_unfinished(strategy["labels"]))
    if warehouse.published.exists():
        try:
            with in_utc(warehouse.published, read_only=True) as connection:
                rules = connection.sql(RULES).pl()
                items = connection.sql(ITEMS).pl()
        except duckdb.Error:  # a publication of an earlier version, or of none
            return found
        found += _unknown(strategy["labels"], items)
        lines = dict(strategy["classification_rules"].select("rule_id", "line_number").iter_rows())
        found += [
            problem_at(
                "classification_rules.csv",
                lines[rule["rule_id"]],
                "rule_id",
                rule["rule_id"],
                *said,
            )
            for rule in rules.iter_rows(named=True)
            if rule["rule_id"] in lines
            for said in _said_of(rule)
        ]
    return found


def _said_of(rule: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if rule["is_never_matching"]:
        yield "no item matches it", "correct its cells, or delete it"
    if rule["is_fully_shadowed"]:
        yield (
            f"an earlier rule comes first on each of the {rule['n_items_matched']:,} items it "
            f"matches, mostly {rule['shadowed_by_rule_id']}",
            "give it a lower priority number, or delete it",
        )
    if rule["is_contradicted"]:
        yield (
            f"people agree on {rule['n_labels_agreeing']} of {rule['n_labels']} labelled items it "
            f"placed as {rule['work_class']}",
            "correct its work_class, or narrow its cells",
        )


def _unfinished(labels: pl.DataFrame) -> Iterator[Problem]:
    is_unfinished = pl.any_horizontal(pl.col(name).is_null() for name in Label.may_wait)
    if n_rows := labels.filter(is_unfinished).height:
        yield Problem(
            "labels.csv",
            f"{n_rows:,} of {labels.height:,} rows are unfinished and do not count yet",
            f"fill {', '.join(Label.may_wait)}",
        )


def _unknown(labels: pl.DataFrame, items: pl.DataFrame) -> Iterator[Problem]:
    unknown = labels.join(items, on="work_item_id", how="anti")
    if not unknown.is_empty():
        yield Problem(
            "labels.csv",
            f"{unknown.height:,} of {labels.height:,} rows do not count: their items are deleted "
            f"or in no tool, {unknown['work_item_id'][0]} the first",
            "delete them, or see the tool and id they name",
        )
