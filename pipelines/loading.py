"""dlt as Headway uses it: its settings, its working folders, its pending packages, its counters."""

import logging
import os
import shutil
from pathlib import Path
from typing import Any

import dlt
import duckdb
from dlt.common.runtime.collector_base import Collector
from dlt.extract import DltSource
from dlt.pipeline.exceptions import PipelineStepFailed

from pipelines.errors import is_full_disk
from pipelines.progress import Step
from pipelines.sources.answers import SourceError
from pipelines.warehouse import Warehouse

logger = logging.getLogger(__name__)

os.environ.update(
    {
        "RUNTIME__DLTHUB_TELEMETRY": "false",
        # At WARNING dlt says once per page that a payload is JSON in the table and text in Arrow.
        "RUNTIME__LOG_LEVEL": "ERROR",
        "RUNTIME__HTTP_SHOW_ERROR_BODY": "false",
        "NORMALIZE__PARQUET_NORMALIZER__ADD_DLT_LOAD_ID": "true",
        "LOAD__DELETE_COMPLETED_JOBS": "true",
    }
)

TRIES_OF_A_PENDING_PACKAGE = 2


class Signs(Collector):
    """Turns dlt's counters into signs of life: rows seen so far, table by table."""

    def __init__(self, step: Step) -> None:
        self._step = step
        self._rows: dict[str, int] = {}

    def update(  # noqa: D102
        self, name: str, inc: int = 1, *_: Any, label: str | None = None, **__: Any
    ) -> None:
        if self.step.startswith("Extract") and name != "Resources" and not label:
            self._rows[name] = self._rows.get(name, 0) + inc
            self._show(f"{sum(self._rows.values()):,} rows so far, now {name}")

    def _show(self, text: str) -> None:
        self._step.now(text)

    def _start(self, step: str) -> None:
        self._show(step.lower())

    def _stop(self) -> None:
        pass


def open_pipeline(warehouse: Warehouse, tool: str, step: Step) -> dlt.Pipeline:
    """Open a tool's pipeline; where a power cut tore its working folder, begin a new one.

    Nothing is lost with the folder: cursors are restored from the work file, where they were
    committed together with their rows.
    """
    try:
        return _opened(warehouse, tool, step)
    except Exception:
        logger.exception("the working folder of %s cannot be read and is begun anew", tool)
        shutil.rmtree(warehouse.dlt_state / pipeline_name(tool), ignore_errors=True)
        return _opened(warehouse, tool, step)


def _opened(warehouse: Warehouse, tool: str, step: Step) -> dlt.Pipeline:
    pipeline = dlt.pipeline(
        pipeline_name=pipeline_name(tool),
        pipelines_dir=str(warehouse.dlt_state),
        destination=dlt.destinations.duckdb(str(warehouse.work)),
        dataset_name=f"raw_{tool}",
        progress=Signs(step),
    )
    for schema in pipeline.schemas:
        pipeline.schemas.load_schema(schema)
    return pipeline


def pipeline_name(tool: str) -> str:
    """Give the name of a tool's pipeline."""
    return f"headway_{tool}"


def load(
    pipeline: dlt.Pipeline, source: DltSource, warehouse: Warehouse, *, full_refresh: bool = False
) -> int:
    """Load a source's documents, each once; give how many came.

    Into an empty table they go straight: a merge would write them twice, to dlt's staging table
    and from there. Nothing but a merge takes out what a page showed again, so that is done after.
    """
    filled = set() if full_refresh else filled_tables(warehouse.work, f"raw_{source.name}")
    for name, resource in source.selected_resources.items():
        if name not in filled:
            resource.apply_hints(write_disposition="replace")
    # drop_data and drop_resources empty the tables but keep the cursors, which are the source's
    # state: older rows would never come back (measured on dlt 1.31).
    pipeline.run(
        source,
        loader_file_format="parquet",
        refresh="drop_sources" if full_refresh else None,  # type: ignore[arg-type]
    )
    _tidy_up(warehouse.work, f"raw_{source.name}")
    return rows_loaded(pipeline)


def filled_tables(work: Path, schema: str) -> set[str]:
    """Give the raw tables of a schema that hold rows."""
    if not work.exists():
        return set()
    with duckdb.connect(work, read_only=True) as connection:
        return {
            table
            for table in _raw_tables(connection, schema)
            if connection.execute(f'select 1 from "{schema}"."{table}" limit 1').fetchall()  # noqa: S608
        }


def _tidy_up(work: Path, schema: str) -> None:
    """Keep the newest row of each id, and no copy of what was merged.

    A kill between a load and its note loads a file twice. The copies that dlt merges from would
    outlive what a tool scrubs; dlt's own setting empties them into a schema without its version
    table, on which the next `drop_sources` fails (dlt 1.31).
    """
    with duckdb.connect(work) as connection:
        connection.execute(f'drop schema if exists "{schema}_staging" cascade')
        for table in _raw_tables(connection, schema):
            connection.execute(
                f'delete from "{schema}"."{table}" where rowid in ('  # noqa: S608
                f'select rowid from "{schema}"."{table}" qualify row_number() over ('
                "partition by id order by updated_at desc nulls last, rowid desc) > 1)"
            )


def _raw_tables(connection: duckdb.DuckDBPyConnection, schema: str) -> list[str]:
    tables = connection.execute(
        "select table_name from duckdb_tables() where schema_name = ? "
        "and not starts_with(table_name, '_dlt')",
        [schema],
    ).fetchall()
    return [table for (table,) in tables]


def finish_pending(pipeline: dlt.Pipeline, notices: list[str]) -> int:
    """Load what a killed run had extracted; throw away what cannot be loaded, it is asked again.

    dlt retries a pending package before anything else: one that can never load would stop a tool
    for ever.
    """
    n_rows = 0
    for tries_left in reversed(range(TRIES_OF_A_PENDING_PACKAGE)):
        try:
            while pipeline.has_pending_data:
                pipeline.run()
                n_rows += rows_loaded(pipeline)
            break
        except PipelineStepFailed as fault:
            # With room it will load: rows that took hours to read are not thrown away for that.
            if fault.step == "sync" or is_full_disk(reason_of(fault)):
                raise
            logger.exception("a pending package of %s could not be loaded", pipeline.pipeline_name)
            if not tries_left:
                pipeline.abort_packages()
                notices.append(
                    f"a package of an earlier run could not be loaded ({reason_of(fault)}) and was "
                    "thrown away; its rows are asked for again"
                )
    return n_rows


def rows_loaded(pipeline: dlt.Pipeline) -> int:
    """Count the documents of the last load, without dlt's own."""
    normalized = pipeline.last_trace.last_normalize_info if pipeline.last_trace else None
    counts = normalized.row_counts if normalized else {}
    return sum(rows for table, rows in counts.items() if not table.startswith("_dlt"))


def reason_of(fault: BaseException) -> BaseException:
    """Find what a source said beneath dlt's wrapping, else the first cause."""
    cause: BaseException | None = fault
    while cause:
        fault = cause
        if isinstance(fault, SourceError):
            break
        cause = fault.__cause__ or getattr(fault, "exception", None) or fault.__context__
    return fault
