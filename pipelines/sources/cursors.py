"""Cursors by moment: from when on a list is asked for, and up to when it has been read."""

from collections.abc import Iterable, MutableMapping
from datetime import UTC, date, datetime, time, timedelta

import dlt

State = MutableMapping[str, str]


def read_names() -> State:
    """Give the name each container was last read under, by id; committed like the cursors."""
    names: State = dlt.current.source_state().setdefault("read_as", {})
    return names


def read_since(
    state: State, name: str, overlap: timedelta, start_on: date | None, earliest: datetime
) -> datetime:
    """Give the cursor less an overlap; before there is one, the start of the backfill."""
    if name in state:
        return datetime.fromisoformat(state[name]) - overlap
    return datetime.combine(start_on, time(), UTC) if start_on else earliest


def latest_of(moments: Iterable[datetime | None]) -> datetime | None:
    """Give the latest of some moments; null where none is known."""
    return max((moment for moment in moments if moment), default=None)


def move_on(state: State, name: str, moments: Iterable[datetime | None], clock: datetime) -> None:
    """Move a cursor on to the latest moment, not past the tool's clock when the read began."""
    known = datetime.fromisoformat(state[name]) if name in state else None
    latest = latest_of([known, *moments])
    if latest:
        state[name] = min(latest, clock).isoformat()
