"""How a comparison of two strategies is shown and written."""

from pathlib import Path
from typing import Any

import polars as pl
from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.errors import HeadwayError
from pipelines.exports import for_spreadsheets
from pipelines.progress import plain
from pipelines.publication import first_line
from pipelines.whatif_comparison import Comparison

HEADINGS = {
    "strategic_share": "share",
    "strategic_share_low": "at least",
    "strategic_share_high": "at most",
    "coverage_share": "classified",
}
ONLY_ON_SCREEN = ("before_placed_as", "after_placed_as", "flipped_by")


def show(comparison: Comparison, top: int, console: Console) -> None:
    """Print the largest flips by what flips them, the largest items, and the headline by team."""
    flips, groups = comparison.flips, comparison.groups
    if flips.is_empty():
        _say(console, "No item would change its class, category or objective.")
    else:
        _say(console, _sentence(comparison))
        console.print(_groups(groups.head(top)))
        _say_rest(console, groups.height, top, "group")
        console.print(_items(flips.head(top)))
        _say_rest(console, flips.height, top, "item")
    moved = comparison.metrics.filter(pl.col("before").ne_missing(pl.col("after")))
    if moved.is_empty():
        _say(console, "No headline metric of any team would move.")
        return
    console.print(_metrics(comparison.metrics, set(moved["team_id"])))
    still = comparison.metrics["team_id"].n_unique() - moved["team_id"].n_unique()
    if still:
        _say(console, f"{still} more team{'s' * (still > 1)} would not move.")


def write_csv(comparison: Comparison, folder: Path) -> None:
    """Write every flip to <folder>/flips.csv and every metric to <folder>/metrics.csv.

    Raises:
        HeadwayError: the folder cannot be written to.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        flips = comparison.flips.drop(ONLY_ON_SCREEN)
        for_spreadsheets(flips).write_csv(folder / "flips.csv")
        for_spreadsheets(comparison.metrics.drop("depth")).write_csv(folder / "metrics.csv")
    except OSError as fault:
        raise HeadwayError(
            f"The comparison could not be written to {folder} ({first_line(fault)}).",
            f"ls -ld {folder.parent}",
        ) from fault


def _sentence(comparison: Comparison) -> str:
    flips, totals = comparison.flips, comparison.totals
    before, after = totals["coverage_before"], totals["coverage_after"]
    return (
        f"{flips.height:,} of {totals['n_items']:,} items would flip, with "
        f"{flips['effort_days'].sum():,.1f} effort days. Of all effort ever recorded, "
        f"{_percent(before)} is classified; it would be {_percent(after)}."
    )


def _groups(groups: pl.DataFrame) -> Table:
    table = _table("What flips", ("items", "days"), ("from", "to", "by"))
    for group in groups.iter_rows(named=True):
        table.add_row(
            f"{group['n_items']:,}",
            f"{group['effort_days']:,.1f}",
            *map(_text, (group["before_placed_as"], group["after_placed_as"], group["flipped_by"])),
        )
    return table


def _items(flips: pl.DataFrame) -> Table:
    table = _table("The largest of them", ("days",), ("item", "title", "from", "to"))
    for flip in flips.iter_rows(named=True):
        table.add_row(
            f"{flip['effort_days']:,.1f}",
            *(_text(flip["item_key"]), _text(_short(flip["title"] or ""))),
            *(_text(flip["before_placed_as"]), _text(flip["after_placed_as"])),
        )
    return table


def _metrics(metrics: pl.DataFrame, moved: set[str]) -> Table:
    table = _table("Headline by team, in percent and points", (), ("team",))
    for heading in HEADINGS.values():
        table.add_column(heading, justify="right", no_wrap=True)
    for (team_id,), rows in metrics.group_by("team_id", maintain_order=True):
        if team_id in moved:
            by_metric = {row["metric"]: row for row in rows.iter_rows(named=True)}
            name = "  " * rows["depth"][0] + plain(rows["team_name"][0])
            table.add_row(Text(name), *(_move(by_metric[metric]) for metric in HEADINGS))
    return table


def _move(row: dict[str, Any]) -> Text:
    before, after, change = row["before"], row["after"], row["change"]
    if before == after:
        return Text(_number(before), style="dim")
    points = "" if change is None else f" {round(100 * change, 1) + 0.0:+.1f}"
    return Text(f"{_number(before)} → {_number(after)}{points}")


def _table(title: str, numbers: tuple[str, ...], texts: tuple[str, ...]) -> Table:
    table = Table(title=title, title_justify="left", box=SIMPLE)
    for heading in numbers:
        table.add_column(heading, justify="right", no_wrap=True)
    for heading in texts:
        table.add_column(heading, overflow="fold")
    return table


def _say(console: Console, words: str) -> None:
    console.print(words, markup=False, highlight=False, soft_wrap=True)


def _say_rest(console: Console, n_all: int, top: int, what: str) -> None:
    if n_all > top:
        _say(console, f"{n_all - top:,} more {what}s: see --top and --csv.\n")


def _text(words: str) -> Text:
    return Text(plain(words))


def _short(title: str, longest: int = 60) -> str:
    return title if len(title) <= longest else f"{title[:longest]}…"


def _number(share: float | None) -> str:
    return "unknown" if share is None else f"{100 * share:.1f}"


def _percent(share: float | None) -> str:
    return "unknown" if share is None else f"{share:.1%}"
