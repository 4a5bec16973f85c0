"""The one place that knows file paths, locks, and how a published file replaces the last.

A workspace's `warehouse/` holds two databases. `work.duckdb` is written by the night (dlt, then
dbt, in turn; no connection of ours stays open across them). `headway.duckdb` is what analysts read:
nothing but an atomic rename ever touches it, so it can be open for reading at any moment.
`runs.jsonl` is the ledger.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from shutil import copyfile
from typing import Any

import duckdb
import polars as pl

from pipelines import layout, locking, memory, publication
from pipelines.errors import ConfigurationError

PRIVATE_FILES = 0o077
RAW_COLUMNS = (
    "id varchar not null, updated_at timestamptz, payload json, deleted_at timestamptz, "
    "_dlt_load_id varchar"
)


@contextmanager
def private_files() -> Iterator[None]:
    """Have all that is written be its user's alone, except what is meant to be read."""
    before = os.umask(PRIVATE_FILES)
    try:
        yield
    finally:
        os.umask(before)


class Warehouse:
    """The files of one workspace."""

    def __init__(self, workspace: Path) -> None:
        self.workspace = workspace.resolve()
        self.configuration = self.workspace / ".dlt" / "config.toml"
        self.strategy = self.workspace / "strategy"
        self.exports = self.workspace / "exports"
        self.reports = self.workspace / "reports"
        self.folder = self.workspace / "warehouse"
        self.work = self.folder / "work.duckdb"
        self.published = self.folder / "headway.duckdb"
        self.generations = self.folder / "generations"
        self.ledger = self.folder / "runs.jsonl"
        self.strategies = self.folder / "strategies"
        self.dlt_state = self.folder / ".dlt_pipelines"
        self.dbt_target = self.folder / ".dbt_target"
        self.logs = self.folder / "logs"
        self._lock_file = self.folder / ".lock"
        self.lock_descriptor: int | None = None
        """While locked: a process that inherits it keeps the lock, even beyond its run."""

    @contextmanager
    def lock(self) -> Iterator[None]:
        """Hold the workspace for one run; the system lets go of it however the run ends.

        Raises:
            ConfigurationError: this is no workspace, or a newer Headway has written it.
            LockedError: another run holds it.
        """
        if not self.configuration.exists():
            raise ConfigurationError(
                f"{self.workspace} is no workspace: it has no .dlt/config.toml.",
                f"headway init {self.workspace}",
            )
        for folder in (self.folder, self.exports, self.reports):
            if not folder.exists():
                folder.mkdir()
                folder.chmod(publication.GROUP_READS_FOLDER)
        with locking.hold(self._lock_file, self.workspace) as self.lock_descriptor:
            try:
                layout.refuse_newer(self.work)
                yield
            finally:
                self.lock_descriptor = None

    def is_locked(self) -> bool:
        """Tell whether a run holds the workspace now."""
        return locking.is_held(self._lock_file)

    @contextmanager
    def connect_work(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """Open the work file for writing, in UTC; close it before dlt or dbt comes."""
        with publication.in_utc(self.work) as connection:
            yield connection

    def load_strategy(self, frames: Mapping[str, pl.DataFrame]) -> None:
        """Replace raw_strategy.<file> by the strategy folder's files, all or none."""
        self._replace_tables("raw_strategy", frames)

    def load_run_metadata(self, runs: pl.DataFrame, pulls: pl.DataFrame) -> None:
        """Replace raw_headway.runs and raw_headway.pulls by what the ledger says."""
        self._replace_tables("raw_headway", {"runs": runs, "pulls": pulls})

    def _replace_tables(self, schema: str, frames: Mapping[str, pl.DataFrame]) -> None:
        with self.connect_work() as connection:
            replace_tables(connection, schema, frames)

    def ensure_raw_tables(self, sources: Mapping[str, Any]) -> None:
        """Create every raw table no pull has made: the models of a tool that is off are empty."""
        with self.connect_work() as connection:
            for tool, source in sources.items():
                connection.execute(f'create schema if not exists "raw_{tool}"')
                for table in source.TABLES:
                    connection.execute(
                        f'create table if not exists "raw_{tool}"."{table.name}" ({RAW_COLUMNS})'
                    )

    def has_raw_rows(self) -> bool:
        """Tell whether any tool has ever given a row."""
        with self.connect_work() as connection:
            tables = connection.execute(
                "select schema_name, table_name from duckdb_tables() "
                "where column_count > 1 and starts_with(schema_name, 'raw_') "
                "and schema_name not in ('raw_strategy', 'raw_headway', 'raw_text_model') "
                "and not starts_with(table_name, '_dlt') and not ends_with(schema_name, '_staging')"
            ).fetchall()
            return any(
                connection.execute(f'select 1 from "{schema}"."{table}" limit 1').fetchall()  # noqa: S608
                for schema, table in tables
            )

    def clear_built(self) -> None:
        """Drop what was built last: what no model makes any more must not be published again."""
        with self.connect_work() as connection:
            connection.execute("begin")
            layout.drop_built(connection)
            connection.execute("commit")

    def recall(self) -> None:
        """Fill the schema `history` with what the last publication remembers."""
        memory.recall(self.work, self.published)

    def publish(self, run_id: str) -> int:
        """Put the marts in place of the last publication; give the number of rows."""
        return publication.publish(self.work, self.published, run_id)

    @contextmanager
    def aside(self, name: str | None) -> Iterator["Warehouse"]:
        """Give this warehouse; under a name, one that works on a copy and publishes beside it."""
        if name is None:
            yield self
            return
        beside = copy(self)
        folder = self.folder / "reproductions" / name
        folder.mkdir(parents=True, exist_ok=True)
        beside.work = folder / "work.duckdb"
        beside.published = folder / self.published.name
        beside.exports = folder / "exports"
        beside.reports = folder / "reports"
        try:
            if self.work.exists():
                copyfile(self.work, beside.work)
            yield beside
        finally:
            for leftover in folder.parent.glob("*/work.duckdb*"):
                leftover.unlink()


def replace_tables(
    connection: duckdb.DuckDBPyConnection, schema: str, frames: Mapping[str, pl.DataFrame]
) -> None:
    """Replace tables of a schema of the work file, all or none."""
    connection.execute("begin")
    connection.execute(f'create schema if not exists "{schema}"')
    for name, frame in frames.items():
        connection.register("frame", frame.to_arrow())
        connection.execute(
            f'create or replace table "{schema}"."{name}" as select * from frame'  # noqa: S608
        )
        connection.unregister("frame")
    connection.execute("commit")
