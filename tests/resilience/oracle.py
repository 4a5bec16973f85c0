"""Whether a warehouse says what the tool says: the same documents, each once, and no more."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from small_world import RawRow, World

from pipelines.example.store import Resource

ALSO_DELETED = {
    "zendesk": lambda ticket: ticket.get("status") == "deleted",
    "freshdesk": lambda ticket: bool(ticket.get("deleted")),
}


def doubles(world: World) -> list[str]:
    """Name each key that a raw table holds more than once."""
    return [
        f"{table} {key} is there {n} times"
        for table, rows in world.contents().items()
        for key, n in Counter(row.key for row in rows).items()
        if n > 1
    ]


def differences(world: World) -> list[str]:
    """Name everything in which the warehouse differs from the tool.

    What the tool no longer has may stay as a row if that is marked as gone; what hung below it (a
    deleted issue's history) may stay as it was.
    """
    found = doubles(world)
    for table, rows in world.contents().items():
        held = {row.key: row for row in rows}
        found += [f"{table} {words}" for words in _in_table(world, table, held)]
    return found


def _in_table(world: World, table: str, held: dict[str, RawRow]) -> Iterator[str]:
    truth = world.tool.resources.get(table, Resource({}))
    is_item = table == world.tool.items
    is_gone = ALSO_DELETED.get(world.tool.name, _never) if is_item else _never
    for key, document in truth.items():
        row = held.get(key)
        if row is None:
            yield f"{key} is missing"
            continue
        if row.payload != as_stored(document):
            yield f"{key} is another version: {_words(row.payload, document)}"
        if (row.deleted_at is not None) != is_gone(document):
            yield f"{key} is wrongly marked: deleted_at = {row.deleted_at}"
    for key in held.keys() - truth.keys():
        if is_item and held[key].deleted_at is None:
            yield f"{key} is gone and not marked so"
        if not is_item and key not in truth.removed:
            yield f"{key} was never there"


def _never(_: Any) -> bool:
    return False


def cursors_ahead(world: World) -> list[str]:
    """Name each cursor later than all that was loaded, or than the tool's own clock ever was."""
    contents = world.contents()
    moments = [row.updated_at for rows in contents.values() for row in rows if row.updated_at]
    exported = [row.payload.get("generated_timestamp") for row in contents.get("tickets", ())]
    moments += [datetime.fromtimestamp(seconds, UTC) for seconds in exported if seconds]
    limit = min(max(moments, default=datetime.min.replace(tzinfo=UTC)), world.latest)
    return [
        f"the cursor {name} = {moment} is ahead of {limit}"
        for name, moment in _dated("", world.cursors().get("read_up_to"))
        if moment > limit
    ]


def _dated(name: str, value: Any) -> list[tuple[str, datetime]]:
    if isinstance(value, dict):
        return [one for key, inner in value.items() for one in _dated(f"{name}.{key}", inner)]
    try:
        return [(name, datetime.fromisoformat(value).astimezone(UTC))]
    except (TypeError, ValueError):
        return []  # an opaque cursor: what it skips, a comparison of documents finds


def as_stored(value: Any) -> Any:
    """Give a document as a store of UTF-8 can hold it: half characters stand as U+FFFD."""
    return json.loads(
        json.dumps(value, ensure_ascii=False)
        .encode("utf-16", "surrogatepass")
        .decode("utf-16", "replace")
    )


def _words(payload: Any, document: Any) -> str:
    differing = [
        name
        for name in payload.keys() | document.keys()
        if payload.get(name) != as_stored(document.get(name))
    ]
    return ", ".join(sorted(differing))
