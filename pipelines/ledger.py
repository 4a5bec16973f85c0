"""The run ledger: what each night did, as JSON lines that are only ever appended to.

A line is written whole and flushed before the run goes on. A line that a power cut tore is skipped
by every reader, and the next append starts on a line of its own.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import polars as pl

Record = dict[str, Any]

RUN_COLUMNS: dict[str, Any] = {
    "run_id": pl.String,
    "started_at": pl.Datetime("us", "UTC"),
    "finished_at": pl.Datetime("us", "UTC"),
    "as_of": pl.Date,
    "outcome": pl.String,
    "exit_code": pl.Int32,
    "strategy_version": pl.String,
    "headway_version": pl.String,
    "message": pl.String,
}
PULL_COLUMNS: dict[str, Any] = {
    "run_id": pl.String,
    "source_system": pl.String,
    "started_at": pl.Datetime("us", "UTC"),
    "finished_at": pl.Datetime("us", "UTC"),
    "outcome": pl.String,
    "n_rows_loaded": pl.Int64,
    "n_requests": pl.Int64,
    "n_gone": pl.Int64,
    "n_back": pl.Int64,
    "census_at": pl.Datetime("us", "UTC"),
    "message": pl.String,
    "field_changes": pl.String,
}
KILLED = "The run was killed before it ended, or its disk was full; what is published stands."


class Ledger:
    """One workspace's ledger file."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def run_started(self, run_id: str, headway_version: str) -> None:
        """Record that a run begins; runs that never said they ended were killed: close them."""
        for unfinished in [known for known in self._runs() if known["outcome"] == "running"]:
            self.run_ended(unfinished["run_id"], "failed", 1, KILLED)
        self._append(
            "run",
            {
                "run_id": run_id,
                "started_at": datetime.now(UTC),
                "outcome": "running",
                "headway_version": headway_version,
            },
        )

    def run_changed(self, run_id: str, **facts: Any) -> None:
        """Record what has become known of a run: its as_of, its strategy version."""
        self._append("run", {"run_id": run_id, **facts})

    def run_ended(self, run_id: str, outcome: str, exit_code: int, message: str | None) -> None:
        """Record how a run ended."""
        self.run_changed(
            run_id,
            finished_at=datetime.now(UTC),
            outcome=outcome,
            exit_code=exit_code,
            message=message,
        )

    def tool_pulled(self, pull: Record) -> None:
        """Record how one tool's pull went."""
        self._append("pull", pull)

    def runs(self) -> pl.DataFrame:
        """Give one row per run, oldest first; columns as raw_headway.runs."""
        return _frame(self._runs(), RUN_COLUMNS)

    def runs_as_if(self, run_id: str, **facts: Any) -> pl.DataFrame:
        """Give the runs with one of them as it will stand: a publication speaks of its own run."""
        is_this_run = pl.col("run_id") == run_id
        return self.runs().with_columns(
            pl.when(is_this_run).then(pl.lit(value)).otherwise(pl.col(name)).alias(name)
            for name, value in facts.items()
        )

    def pulls(self) -> pl.DataFrame:
        """Give one row per run and tool, oldest first; columns as raw_headway.pulls."""
        pulls = [record for kind, record in self._records() if kind == "pull"]
        return _frame(pulls, PULL_COLUMNS)

    def _runs(self) -> list[Record]:
        runs: dict[str, Record] = defaultdict(dict)
        for kind, record in self._records():
            if kind == "run":
                runs[record["run_id"]].update(record)
        return [run for run in runs.values() if "started_at" in run]

    def _records(self) -> Iterator[tuple[str, Record]]:
        if not self.path.exists():
            return
        for line in self.path.read_bytes().splitlines():
            try:
                record = json.loads(line)
                kind = record.pop("record")
            except (ValueError, KeyError, AttributeError):
                continue
            yield kind, record

    def _append(self, kind: str, record: Record) -> None:
        line = json.dumps({"record": kind, **record}, default=_as_text).encode() + b"\n"
        descriptor = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            size = os.fstat(descriptor).st_size
            is_torn = size > 0 and os.pread(descriptor, 1, size - 1) != b"\n"
            rest = (b"\n" if is_torn else b"") + line
            while rest:  # The last room of a disk takes a part, and only the next write says so.
                rest = rest[os.write(descriptor, rest) :]
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _as_text(value: datetime | date) -> str:
    return value.isoformat()


def _frame(records: list[Record], columns: dict[str, Any]) -> pl.DataFrame:
    rows = [
        {name: _read(record.get(name), kind) for name, kind in columns.items()}
        for record in records
    ]
    return pl.DataFrame(rows, schema=columns, orient="row")


def _read(value: Any, kind: Any) -> Any:
    if value is None:
        return None
    if kind == pl.Date:
        return date.fromisoformat(value)
    if isinstance(kind, pl.Datetime):
        return datetime.fromisoformat(value).astimezone(UTC)
    return value
