"""Shows the run ledger to a person."""

from pathlib import Path

import polars as pl
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.errors import HeadwayError
from pipelines.ledger import Ledger
from pipelines.progress import plain
from pipelines.warehouse import Warehouse

STYLES = {
    "published": "green",
    "reproduced": "green",
    "running": "cyan",
    "published_partial": "yellow",
    "quota_spent": "yellow",
}


def show_runs(workspace: Path, last: int, console: Console) -> None:
    """Print the last runs, newest first, then what they had to say."""
    warehouse = Warehouse(workspace)
    ledger = Ledger(warehouse.ledger)
    runs = ledger.runs().tail(last).reverse()
    if runs.is_empty():
        raise HeadwayError(f"No run has been recorded in {warehouse.workspace}.", "headway nightly")
    pulls = ledger.pulls()
    rows_pulled = dict(pulls.group_by("run_id").agg(pl.col("n_rows_loaded").sum()).iter_rows())
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("started (UTC)", "as of", "outcome"):
        table.add_column(heading, no_wrap=True)
    for heading in ("exit", "minutes", "rows pulled"):
        table.add_column(heading, justify="right", no_wrap=True)
    messages = []
    for run in runs.iter_rows(named=True):
        is_killed = run["outcome"] == "running" and not warehouse.is_locked()
        outcome = "killed" if is_killed else run["outcome"]
        started, ended = f"{run['started_at']:%Y-%m-%d %H:%M:%S}", run["finished_at"]
        table.add_row(
            started,
            str(run["as_of"] or ""),
            Text(outcome, style=STYLES.get(outcome, "red")),
            "" if run["exit_code"] is None else str(run["exit_code"]),
            f"{(ended - run['started_at']).total_seconds() / 60:.1f}" if ended else "",
            f"{rows_pulled.get(run['run_id'], 0):,}",
        )
        if run["message"]:
            messages.append(f"{started}  {plain(run['message'])}")
        changed = pulls.filter(run_id=run["run_id"]).drop_nulls("field_changes")
        for tool, change in changed.select("source_system", "field_changes").iter_rows():
            messages.append(f"{started}  {tool}, changed fields: {plain(change)}")
    console.print(table)
    for message in messages:
        console.print(message, markup=False, highlight=False, soft_wrap=True)
