"""What unclassified effort has in common, as rules a person could adopt: the largest first.

Each suggestion counts only what none before it covers, so that their effort adds up.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines import suggestion_queries as queries
from pipelines.item_names import Row, rows
from pipelines.publication_reading import reading

HIGHEST_PRIORITY = 999_999_999
BETWEEN_PRIORITIES = 10
AROUND_A_WORD = re.compile(r"\(\?i\)|\\b|\([$^]\|\[\^\\pL\\pN_\]\)")
NOT_IN_AN_ID = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Bounds:
    """What is worth a suggestion; shares from 0 to 1."""

    top: int
    min_share: float
    min_purity: float
    max_word_share: float


@dataclass(frozen=True)
class Suggestion:
    """A row for the decision table, and what is known about it."""

    rule_id: str
    priority: int
    conditions: dict[str, str]
    n_items: int
    n_items_reached: int
    effort_days: Decimal
    effort_share: float
    n_strategic: int
    n_operational: int
    examples: list[dict[str, str]]


@dataclass(frozen=True)
class Suggestions:
    """The suggestions, and the effort they are parts of, in days."""

    found: list[Suggestion]
    as_of_on: date
    effort_days: Decimal
    unclassified_effort_days: Decimal
    n_contradictory: int


def find(published: Path, decision_table: pl.DataFrame, bounds: Bounds) -> Suggestions:
    """Find the conditions that cover most of the unclassified effort, net of those before.

    Args:
        published: the published file; nothing else is read, so that a night is not in the way.
        decision_table: its rows as they are, for the ids and priorities that are free.
        bounds: how many suggestions, and what is worth one.

    Raises:
        HeadwayError: as `reading`.
    """
    with reading(published) as connection:
        [run] = rows(connection, queries.RUN)
        [totals] = rows(connection, queries.TOTALS)
        least = {"min_effort_days": float(totals["effort_days"]) * bounds.min_share}
        _prepare(connection, vars(bounds) | least)
        [(n_contradictory,)] = connection.execute(queries.N_CONTRADICTORY).fetchall()
        # Before anybody has worked on anything, no condition covers a share of it.
        found = list(_cover(connection, bounds.top, least)) if totals["effort_days"] else []
    return Suggestions(
        [
            _suggestion(row, totals["effort_days"], *name)
            for row, name in zip(found, _names(found, decision_table), strict=True)
        ],
        run["as_of_on"],
        totals["effort_days"],
        totals["unclassified_effort_days"],
        n_contradictory,
    )


def _prepare(connection: duckdb.DuckDBPyConnection, values: dict[str, Any]) -> None:
    for query in queries.PREPARED:
        used = {name: value for name, value in values.items() if f"${name}" in query}
        connection.execute(query, used).fetchall()


def _cover(
    connection: duckdb.DuckDBPyConnection, top: int, least: dict[str, float]
) -> Iterator[Row]:
    """Yield the condition that covers most of what is left, then most of what is left then."""
    for _ in range(top):
        found = rows(connection, queries.NEXT, **least)
        if not found:
            return
        connection.execute(queries.COVER, {"condition_id": found[0]["condition_id"]}).fetchall()
        yield found[0]


def _suggestion(row: Row, all_effort_days: Decimal, rule_id: str, priority: int) -> Suggestion:
    return Suggestion(
        rule_id,
        priority,
        _conditions(row),
        row["n_items"],
        row["n_items_reached"],
        row["effort_days"],
        float(row["effort_days"] / all_effort_days),
        row["n_strategic"],
        row["n_operational"],
        row["examples"],
    )


def _conditions(row: Row) -> dict[str, str]:
    conditions = {row["field"]: row["cell"]}
    if row["other_field"]:
        conditions[row["other_field"]] = row["other_cell"]
    return conditions


def _names(found: list[Row], decision_table: pl.DataFrame) -> Iterator[tuple[str, int]]:
    """Yield a rule id and a priority for each that no row of the decision table has.

    The priorities lie behind all others: what a rule of the table decides, it goes on deciding.
    """
    ids, taken = set(decision_table["rule_id"]), set(decision_table["priority"])
    last = max(taken, default=0)
    behind = range(last + BETWEEN_PRIORITIES, HIGHEST_PRIORITY + 1, BETWEEN_PRIORITIES)
    free = (n for n in chain(behind, range(HIGHEST_PRIORITY, 0, -1)) if n not in taken)
    for row in found:
        words = AROUND_A_WORD.sub(" ", " ".join(_conditions(row).values())).lower()
        stem = "-".join(NOT_IN_AN_ID.sub(" ", words).split())[:40].strip("-")
        candidates = (f"suggested-{stem}{n}" for n in chain([""], (f"-{n}" for n in range(2, 999))))
        rule_id = next(name for name in candidates if name not in ids)
        ids.add(rule_id)
        yield rule_id, next(free)
