"""What another strategy folder would change: the items that flip, and the headline metrics.

The other folder is built in a private copy of the work file: same raw data, same day as the last
publication, and only what hangs on the files that differ from the strategy that was published.
What the text model learned stands as it was learned.
"""

from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
from rich.console import Console

from pipelines import layout, logs, transform
from pipelines.configuration import load_settings
from pipelines.errors import HeadwayError
from pipelines.progress import Progress
from pipelines.publication import in_utc
from pipelines.publication_reading import last_run
from pipelines.scratch import scratch_copy
from pipelines.strategy import read_strategy
from pipelines.warehouse import Warehouse
from pipelines.whatif_comparison import compare, keep_as_published
from pipelines.whatif_report import show, write_csv

ENDS = ("metrics_recent_alignment_by_team", "fct_item_objectives", "dim_teams")
"""The last models of all that is compared; fct_work_items lies on the way to the first."""

Frames = dict[str, pl.DataFrame]


class Change(NamedTuple):
    """How a strategy file differs from the published one."""

    stem: str
    n_gone: int
    n_new: int

    def __str__(self) -> str:
        return f"{self.stem}.csv ({self.n_gone:,} gone, {self.n_new:,} new)"


def whatif(
    workspace: Path, strategy: Path, *, top: int, csv: Path | None, console: Console
) -> None:
    """Print what a strategy folder would change in the last publication; write it whole as CSV.

    Args:
        workspace: the folder `headway init` wrote; nothing in it changes.
        strategy: the other strategy folder.
        top: how many groups and how many items are printed.
        csv: the folder for flips.csv and metrics.csv; null for none.
        console: where it is printed.

    Raises:
        ConfigurationError: the workspace cannot be used as it is.
        StrategyError: the strategy folder holds mistakes.
        LockedError: a run is under way.
        HeadwayError: nothing is published; the work file holds another run than the published one,
            or another version built it; there is no room; the models cannot be built under this
            strategy.
    """
    warehouse = Warehouse(workspace)
    settings = load_settings(workspace)
    frames = read_strategy(strategy)
    run_id, as_of = last_run(warehouse.published)
    with scratch_copy(warehouse) as scratch, logs.written_to(scratch.logs, "whatif"):
        _refuse_another_run(scratch, run_id)
        layout.refuse_unbuilt(scratch.work)
        changes = _changes(scratch, frames)
        with Progress(console).step("build") as step:
            keep_as_published(scratch.work)
            if changes:
                scratch.load_strategy(frames)
                transform.run_dbt(scratch, settings, as_of, step, "run", *_selection(changes))
        comparison = compare(scratch.work)
    said = ", ".join(map(str, changes)) or "no row differs from the published strategy"
    said = f"rows of {said}" if changes else said
    console.print(
        f"\nWhat if {strategy} had been the strategy on {as_of}: {said}.\n"
        f"Compared with what is published (run {run_id}); same raw data, and the text model as it "
        "was learned then.\n",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    show(comparison, top, console)
    if csv:
        write_csv(comparison, csv)
        console.print(f"Written: {csv}/flips.csv, {csv}/metrics.csv", markup=False, soft_wrap=True)


def _refuse_another_run(scratch: Warehouse, published_run_id: str) -> None:
    """Compare nothing with half a build: a run that failed has left other tables than it found."""
    latest = "select run_id from raw_headway.runs order by started_at desc limit 1"
    with in_utc(scratch.work, read_only=True) as connection:
        [(run_id,)] = connection.execute(latest).fetchall()
    if run_id != published_run_id:
        raise HeadwayError(
            f"The work file is of run {run_id}, which was not published: there is no telling what "
            f"the strategy would change in the publication of run {published_run_id}.",
            "headway nightly --no-pull",
        )


def _changes(scratch: Warehouse, frames: Frames) -> list[Change]:
    """Give the strategy files that hold other rows than the published ones did."""
    changes = []
    with in_utc(scratch.work, read_only=True) as connection:
        for stem, frame in frames.items():
            published = connection.sql(f'from raw_strategy."{stem}"').pl()
            was, would_be = _rows(published), _rows(frame)
            if was != would_be:
                changes.append(Change(stem, len(was - would_be), len(would_be - was)))
    return changes


def _rows(frame: pl.DataFrame) -> set[tuple[Any, ...]]:
    """Give the rows of a strategy file, wherever in the file they stand."""
    return set(frame.drop("line_number").iter_rows())


def _selection(changes: list[Change]) -> list[str]:
    """Name the models that lie between the changed files and what is compared."""
    files = [f"stg_strategy__{change.stem}+" for change in changes]
    return ["--select", *(f"{file},+{end}" for file in files for end in ENDS)]
