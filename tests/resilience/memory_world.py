"""A small world whose pulls end in memory, for histories by the hundred.

Of a pull's second nine tenths are dlt's own: schemas, packages, files. What Headway answers for is
what is asked, what is made of it and when a cursor moves, and that is the source's to decide. So
the source runs as it is, its pages read by dlt's own pipe iterator, and only the loading is put in
its place by the rule it follows: a table read in full is replaced; else the newest version of each
id in the load takes the place of the last one, and of two equally new the worse one, the first, as
dlt promises no order; rows and state are kept together or not at all. That dlt keeps this rule is
shown by the histories that do run through it, and by the fault matrix.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import orjson
import pyarrow as pa
from dlt.common.configuration.container import Container
from dlt.common.configuration.specs.config_section_context import ConfigSectionContext
from dlt.common.pipeline import StateInjectableContext
from dlt.extract import DltSource
from dlt.extract.pipe_iterator import PipeIterator
from small_world import RawRow, World, small_world

from pipelines import pulls
from pipelines.census import Census, take_census
from pipelines.sources.listings import LISTINGS

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass
class Store:
    """Rows by table and id, and the state of the source that filled them."""

    tables: dict[str, dict[str, RawRow]] = field(default_factory=dict)
    state: dict[str, Any] = field(default_factory=dict)
    counted: duckdb.DuckDBPyConnection = field(default_factory=duckdb.connect)
    """What a census works on."""

    def load(self, _: Any, source: DltSource, *__: Any, **___: Any) -> int:
        """Take in all that a source gives, or nothing."""
        state = deepcopy(self.state)
        loads: dict[str, dict[str, RawRow]] = {}
        n_rows = 0
        for name, page in extracted(source, state):
            for row in rows_of(page):
                n_rows += 1
                rows = loads.setdefault(name, {})
                if row.key not in rows or _moment(row) > _moment(rows[row.key]):
                    rows[row.key] = row
        for name, rows in loads.items():
            is_replaced = source.resources[name].write_disposition == "replace"
            self.tables[name] = rows if is_replaced else self.tables.get(name, {}) | rows
        self.state = state
        return n_rows

    def pipeline(self, *_: Any) -> Any:
        """Stand in for dlt's pipeline."""
        return SimpleNamespace(first_run=not self.tables, dataset_name="")

    def filled(self, *_: Any) -> set[str]:
        """Give the tables that hold rows."""
        return {name for name, rows in self.tables.items() if rows}

    def take_census(self, _: Any, tool: str, *arguments: Any, **options: Any) -> Census:
        """Lay the items out for the census as the work file does, and take over its marks."""
        names = [listing.table for listing in LISTINGS[tool]]
        names += ["worklogs"] if tool == "jira" else []
        for name in names:
            self._lay_out(f"raw_{tool}", name)
        work = SimpleNamespace(connect_work=self.counted.cursor)
        census = take_census(work, tool, *arguments, **options)  # type: ignore[arg-type]
        for name in names:
            marks = self.counted.sql(f"select id, deleted_at from raw_{tool}.{name}").fetchall()
            rows = self.tables[name]
            self.tables[name] = {
                key: rows[key]._replace(deleted_at=deleted_at) for key, deleted_at in marks
            }
        return census

    def _lay_out(self, schema: str, name: str) -> None:
        self.counted.execute(
            f"create schema if not exists {schema}; create or replace table {schema}.{name} "
            "(id varchar, updated_at timestamptz, payload json, deleted_at timestamptz)"
        )
        for row in self.tables.setdefault(name, {}).values():
            payload = orjson.dumps(row.payload).decode()
            said = [row.key, row.updated_at, payload, row.deleted_at]
            self.counted.execute(f"insert into {schema}.{name} values (?, ?, ?, ?)", said)


def extracted(source: DltSource, state: dict[str, Any]) -> Iterator[tuple[str, pa.Table]]:
    """Read a source as dlt's extraction does."""
    section = ConfigSectionContext(
        sections=("sources", source.section, source.name), source_state_key=source.name
    )
    with (
        Container().injectable_context(StateInjectableContext(state=state)),
        Container().injectable_context(section),
        PipeIterator.from_pipes(source.resources.selected_pipes, workers=2) as items,
    ):
        for item in items:
            yield item.pipe.name, item.item


def rows_of(page: pa.Table) -> list[RawRow]:
    """Give a page's rows."""
    return [
        RawRow(row["id"], orjson.loads(row["payload"]), row["updated_at"], row["deleted_at"])
        for row in page.to_pylist()
    ]


def _moment(row: RawRow) -> datetime:
    return row.updated_at or LONG_AGO


@dataclass
class MemoryWorld(World):
    """A world that keeps what it pulls in memory."""

    store: Store = field(default_factory=Store)

    def contents(self) -> dict[str, list[RawRow]]:
        """Give all rows, by table."""
        return {
            table.name: list(self.store.tables.get(table.name, {}).values())
            for table in self.tables()
        }

    def cursors(self) -> dict[str, Any]:
        """Give the state of the tool's source."""
        return dict(self.store.state.get("sources", {}).get(self.tool.name, {}))


@contextmanager
def memory_world(name: str, folder: Path) -> Iterator[MemoryWorld]:
    """Serve one small tool, to be pulled into memory."""
    with small_world(name, folder) as world:
        memory = MemoryWorld(**{one: getattr(world, one) for one in world.__dataclass_fields__})
        world.patch.setattr(pulls, "open_pipeline", memory.store.pipeline)
        world.patch.setattr(pulls, "finish_pending", lambda *_: 0)
        world.patch.setattr(pulls, "load", memory.store.load)
        world.patch.setattr(pulls, "filled_tables", memory.store.filled)
        world.patch.setattr(pulls, "mark_unshown", lambda *_: None)
        world.patch.setattr(pulls, "take_census", memory.store.take_census)
        # The work file has nothing of what was loaded; its shapes are test_field_changes' matter.
        world.patch.setattr(pulls, "note_changes", lambda *_: None)
        yield memory
