"""Pulls one tool into raw_<tool>: one dlt pipeline per tool, so that one failing harms no other.

A pull is read in slices, each of which commits rows and cursors together: what fails leaves both as
they were, and is asked for again by the next run.
"""

import logging
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from types import ModuleType
from typing import Any

import dlt

from pipelines.census import Census, CensusRules, take_census
from pipelines.deleted_children import mark_unshown
from pipelines.errors import is_full_disk, no_room
from pipelines.field_changes import note_changes
from pipelines.loading import filled_tables, finish_pending, load, open_pipeline, reason_of
from pipelines.outcomes import Pull
from pipelines.progress import Step
from pipelines.sources import slices
from pipelines.sources.answers import QuotaSpentError, SourceError
from pipelines.sources.listings import LISTINGS
from pipelines.warehouse import Warehouse

logger = logging.getLogger(__name__)

DEFAULT_RULES = CensusRules()
PASSING_WARNINGS = ("pipelines.sources.http",)
"""Loggers that speak of attempts that are repeated: for the log, not the ledger."""


def pull_tool(
    warehouse: Warehouse,
    tool: str,
    source: ModuleType,
    settings: Any,
    *,
    max_connections: int,
    full_refresh: bool,
    step: Step,
    rules: CensusRules = DEFAULT_RULES,
) -> Pull:
    """Pull one tool; what goes wrong is told in the outcome, never raised.

    Args:
        warehouse: where raw_<tool> is.
        tool: its name, as in `sources.SOURCES`.
        source: its module.
        settings: its section of the configuration.
        max_connections: requests that may be under way at once.
        full_refresh: forget its cursors and rows, pull everything again; both stay if the first
            slice of that fails.
        step: told how far it is.
        rules: when what is gone is looked for, and how large a loss is believed.
    """
    started = Pull(tool, datetime.now(UTC))
    api = source.connect(settings, max_connections)
    rows: list[int] = []
    census = Census()
    field_changes = None
    notices: list[str] = []
    try:
        with _warnings_of_sources(notices):
            pipeline = open_pipeline(warehouse, tool, step)
            rows.append(finish_pending(pipeline, notices))
            is_first_pull = pipeline.first_run
            reading = (pipeline, source, api, settings, warehouse, rows)
            piece = _read(*reading, full_refresh=full_refresh)
            if not piece.spent and tool in LISTINGS:
                warehouse.ensure_raw_tables({tool: source})
                mark_unshown(warehouse, tool)
                census = take_census(
                    *(warehouse, tool, api, settings, rules), is_first_pull=is_first_pull
                )
                if census.anew:
                    piece = _read(*reading, anew=census.anew)
                    counted = take_census(warehouse, tool, api, settings, rules)
                    n_gone = census.n_gone + counted.n_gone
                    census = replace(counted, n_gone=n_gone, n_back=census.n_back)
                notices[:0] = census.doubts
                notices += [census.left_out] if census.left_out else []
            is_partial = bool(census.doubts or piece.refused)
            outcome = "quota_spent" if piece.spent else "partial" if is_partial else "complete"
            notices[:0] = [str(piece.spent)] if piece.spent else []
            tables = [table.name for table in source.TABLES]
            field_changes = note_changes(warehouse, tool, tables, started.started_at)
    except Exception as fault:
        logger.exception("the pull of %s failed", tool)
        reason = reason_of(fault)
        if is_full_disk(reason) and not isinstance(reason, SourceError):
            full = no_room(reason, warehouse.folder)
            notices.insert(0, f"{full} Next: {full.remedy}")
        else:
            notices.insert(0, str(reason) or type(reason).__name__)
        outcome = (
            "quota_spent"
            if isinstance(reason, QuotaSpentError)
            else "partial"
            if sum(rows)
            else "failed"
        )
    return replace(
        started,
        finished_at=datetime.now(UTC),
        outcome=outcome,
        n_rows_loaded=sum(rows),
        n_requests=api.n_requests,
        n_gone=census.n_gone,
        n_back=census.n_back,
        census_at=census.taken_at,
        field_changes=field_changes,
        message=" ".join("; ".join(notices).split()) or None,
    )


def _read(
    pipeline: dlt.Pipeline,
    source: ModuleType,
    api: Any,
    settings: Any,
    warehouse: Warehouse,
    rows: list[int],
    *,
    full_refresh: bool = False,
    anew: Iterable[str] = (),
) -> slices.Slice:
    """Read a tool slice by slice, noting the rows of each; give the last slice.

    A list read in full replaces its table: it is read in the first slice, and never half.
    """
    goes_on = [table.name for table in source.TABLES if not table.in_full]
    filled = set() if full_refresh else filled_tables(warehouse.work, pipeline.dataset_name)
    held = frozenset(filled.difference(goes_on))
    piece = slices.Slice(slices.SECONDS, anew=frozenset(anew), held=held)
    documents = source.source(api, settings, piece)
    rows.append(load(pipeline, documents, warehouse, full_refresh=full_refresh))
    while piece.is_cut and not piece.spent:
        piece = piece.next()
        documents = source.source(api, settings, piece).with_resources(*goes_on)
        rows.append(load(pipeline, documents, warehouse))
    return piece


@contextmanager
def _warnings_of_sources(notices: list[str]) -> Iterator[None]:
    """Keep what sources warn of (a plan without a table, a project gone), for the ledger."""

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            if record.name not in PASSING_WARNINGS and record.getMessage() not in notices:
                notices.append(record.getMessage())

    keep = Keep(logging.WARNING)
    sources_logger = logging.getLogger("pipelines.sources")
    sources_logger.addHandler(keep)
    try:
        yield
    finally:
        sources_logger.removeHandler(keep)
