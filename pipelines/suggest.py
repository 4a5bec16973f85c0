"""Shows suggestions for the decision table, and writes them as its rows. Nothing adopts itself."""

from collections.abc import Iterator
from pathlib import Path

import polars as pl
from rich.box import SIMPLE
from rich.console import Console, Group
from rich.table import Table
from rich.text import Text

from pipelines.errors import HeadwayError
from pipelines.exports import for_spreadsheets
from pipelines.progress import plain
from pipelines.publication import first_line
from pipelines.strategy import read_strategy
from pipelines.strategy_files.objectives import ClassificationRule
from pipelines.suggestions import Bounds, Suggestion, Suggestions, find
from pipelines.warehouse import Warehouse

LONGEST_TITLE = 200
TO_FILL = "strategic or operational?"
"""Stands where only a person can decide; the strategy folder refuses it, with file and line."""


def suggest(workspace: Path, bounds: Bounds, *, csv: Path | None, console: Console) -> None:
    """Print suggestions for the decision table; write them as its rows, but for the class.

    Raises:
        StrategyError: the strategy folder of the workspace holds mistakes.
        HeadwayError: nothing is published, or the file exists or cannot be written.
    """
    warehouse = Warehouse(workspace)
    rules = read_strategy(warehouse.strategy)["classification_rules"]
    suggestions = find(warehouse.published, rules, bounds)
    _show(suggestions, console)
    if csv and suggestions.found:
        _write(suggestions, csv)
        _say(
            console,
            f"Written: {csv}. Fill in work_class (and objective_id where strategic), add the rows "
            "you want to classification_rules.csv in a copy of the strategy folder, then type: "
            "headway whatif --strategy THE_COPY",
        )


def _show(suggestions: Suggestions, console: Console) -> None:
    found, total = suggestions.found, suggestions.effort_days
    unclassified = suggestions.unclassified_effort_days
    share = f" ({unclassified / total:.1%})" if total else ""
    _say(
        console,
        f"Unclassified: {unclassified:,.1f} of {total:,.1f} effort days{share}, "
        f"as of {suggestions.as_of_on}.",
    )
    if not found:
        _say(console, "It has nothing in common that would be worth a rule: see the options.")
    else:
        console.print(_table(found))
        covered = sum(float(one.effort_days) for one in found)
        before = 1 - float(unclassified / total)
        _say(
            console,
            f"Together they would raise coverage from {before:.1%} to "
            f"{before + covered / float(total):.1%} of effort. Of which class they are is for a "
            "person to say.",
        )
    if suggestions.n_contradictory:
        _say(
            console,
            f"{suggestions.n_contradictory:,} conditions were left out, as the items alike that "
            "are decided are of both classes: see --min-purity.",
        )


def _table(found: list[Suggestion]) -> Table:
    table = Table(title="Rules worth a decision", title_justify="left", box=SIMPLE)
    for heading in ("days", "of all", "items"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("the rule, decided items alike, examples", overflow="fold")
    for one in found:
        below = f"\n{one.n_items_reached:,} by others" if one.n_items_reached else ""
        table.add_row(
            f"{one.effort_days:,.1f}",
            f"{one.effort_share:.1%}",
            f"{one.n_items:,}{below}",
            Group(*_described(one)),
        )
    return table


def _described(one: Suggestion) -> Iterator[Text]:
    conditions = " and ".join(f"{column} = {cell}" for column, cell in one.conditions.items())
    yield Text(plain(conditions), style="bold")
    yield Text(f"decided alike: {_alike(one)}")
    for example in one.examples:
        words = f"{example['item_key']}  {(example['title'] or '')[:LONGEST_TITLE]}"
        yield Text(plain(words), style="dim", no_wrap=True, overflow="ellipsis")


def _alike(one: Suggestion) -> str:
    """Say of which class the items are that share the conditions and have a class."""
    n_decided = one.n_strategic + one.n_operational
    if not n_decided:
        return "none yet"
    work_class = "strategic" if one.n_strategic > one.n_operational else "operational"
    return (
        f"{max(one.n_strategic, one.n_operational) / n_decided:.0%} of {n_decided:,} {work_class}"
    )


def _write(suggestions: Suggestions, csv: Path) -> None:
    """Write the rows under the header of the decision table; a file that exists is left alone."""
    header = list(ClassificationRule.model_fields)
    cells = [
        {
            "rule_id": one.rule_id,
            "priority": str(one.priority),
            **one.conditions,
            "work_class": TO_FILL,
            "rationale": _rationale(one, suggestions),
        }
        for one in suggestions.found
    ]
    frame = pl.DataFrame(cells, schema=dict.fromkeys(header, pl.String))
    try:
        with csv.open("x", encoding="utf-8") as file:
            file.write(for_spreadsheets(frame).write_csv())
    except OSError as fault:
        raise HeadwayError(
            f"The suggestions could not be written to {csv} ({first_line(fault)}).",
            "headway suggest --csv another-file.csv",
        ) from fault


def _rationale(one: Suggestion, suggestions: Suggestions) -> str:
    below = f", {one.n_items_reached:,} of them through others," if one.n_items_reached else ""
    examples = ", ".join(each["item_key"] for each in one.examples)
    return plain(
        f"Suggested as of {suggestions.as_of_on}: adds {one.effort_days:.1f} effort days "
        f"({one.effort_share:.1%} of all) of {one.n_items:,} items{below} to what is classified; "
        f"decided items alike: {_alike(one)}; for example {examples}"
    )


def _say(console: Console, words: str) -> None:
    console.print(words, markup=False, highlight=False, soft_wrap=True)
