"""The document shape every raw table has, and the dlt resources that load it.

A raw table is the tool's own words: one row per document with `id` (text, the natural key),
`updated_at` (timestamptz, UTC), `payload` (JSON, as the tool said it) and `deleted_at` (null, or
when it went). Pages travel as Arrow tables: dlt's row-by-row path is four to five times slower and
types each field, so that a tenant's custom fields would change the columns.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import dlt
import orjson
import pyarrow as pa
from dlt.extract import DltResource

from pipelines.sources.slices import Slice

Document = dict[str, Any]
Batch = dict[str, list[Document] | pa.Table]
"""What one answer of a tool gave, by raw table: as documents, or in the raw shape already."""

ARROW_SCHEMA = pa.schema(
    [
        pa.field("id", pa.string(), nullable=False),
        pa.field("updated_at", pa.timestamp("us", tz="UTC")),
        pa.field("payload", pa.string()),
        pa.field("deleted_at", pa.timestamp("us", tz="UTC")),
    ]
)
COLUMN_HINTS: dict[str, dict[str, Any]] = {
    "id": {"data_type": "text", "nullable": False},
    "updated_at": {"data_type": "timestamp", "nullable": True},
    "payload": {"data_type": "json", "nullable": True},
    "deleted_at": {"data_type": "timestamp", "nullable": True},
}
BYTES_PER_TABLE = 32 * 1024 * 1024


def to_utc(moment: str | int | float | None) -> datetime | None:
    """Read a tool's moment: ISO 8601 (`Z`, `+0800`, `+08:00`) or epoch milliseconds, or none.

    A text without an offset is taken as UTC. Cursors must be compared as instants, never as texts:
    of two texts with different offsets the later one may sort first, and its document would be
    lost.
    """
    if moment is None or moment == "":
        return None
    if isinstance(moment, int | float):
        return datetime.fromtimestamp(moment / 1000, UTC)
    read = datetime.fromisoformat(moment)
    return read.astimezone(UTC) if read.tzinfo else read.replace(tzinfo=UTC)


def no_moment(_: Document) -> None:
    """Say that a document carries no such moment."""


@dataclass(frozen=True)
class RawTable:
    """One raw table of a tool: its name, its key, and where its documents say when they changed.

    Tables with `in_full` are read whole each night and replaced; the others are merged on `id`, the
    newest `updated_at` winning within a load (`upsert` would keep both copies of a document that
    came twice).
    """

    name: str
    id_of: Callable[[Document], Any] = lambda document: document["id"]
    updated_at_of: Callable[[Document], datetime | None] = no_moment
    deleted_at_of: Callable[[Document], datetime | None] = no_moment
    in_full: bool = False

    def to_arrow(self, documents: list[Document]) -> pa.Table:
        """Give the documents as an Arrow table of the raw shape."""
        payloads = [orjson.dumps(strip_context(document)) for document in documents]
        return self.table_of(documents, payloads)

    def table_of(self, heads: Sequence[Document], payloads: Sequence[bytes]) -> pa.Table:
        """Give such a table of what keys and dates each document, and of its JSON."""
        return pa.table(
            {
                "id": [str(self.id_of(head)) for head in heads],
                "updated_at": [self.updated_at_of(head) for head in heads],
                "payload": [bytes(payload) for payload in payloads],
                "deleted_at": [self.deleted_at_of(head) for head in heads],
            },
            schema=ARROW_SCHEMA,
        )

    def _hints(self) -> dict[str, Any]:
        if self.in_full:
            return {"write_disposition": "replace", "columns": COLUMN_HINTS}
        newest_wins = {"updated_at": COLUMN_HINTS["updated_at"] | {"dedup_sort": "desc"}}
        return {
            "write_disposition": {"disposition": "merge", "strategy": "delete-insert"},
            "primary_key": "id",
            "columns": COLUMN_HINTS | newest_wins,
        }

    def resource(
        self, read: Callable[[], Iterator[list[Document]]], piece: Slice | None = None
    ) -> DltResource:
        """Give the dlt resource that loads pages; its table exists even if none comes.

        A list that grows while it is paged shows a row again on its next page. A merge takes the
        second copy out, a replacement would keep both. A table that is replaced is read whole
        before it is handed over: where the quota is spent, or the list refused, it stays as it was.
        """

        def pages() -> Iterator[pa.Table]:
            yield self.to_arrow([])
            for documents in read():
                yield self.to_arrow(documents)

        def whole() -> Iterator[Any]:
            given: set[str] = set()
            found = [self.to_arrow([])]
            slice_ = piece or Slice()
            with slice_.ended_by_quota():
                found += [self.to_arrow(self._fresh(documents, given)) for documents in read()]
                if self.name not in slice_.refused:
                    yield pa.concat_tables(found)
                    return
            kept = dlt.mark.make_hints(write_disposition="append")
            yield dlt.mark.with_hints(self.to_arrow([]), kept)

        # What is read in full has no cursor, so it need not wait for its turn in dlt's own thread.
        return dlt.resource(
            whole if self.in_full else pages,
            name=self.name,
            parallelized=self.in_full,
            **self._hints(),
        )

    def _fresh(self, documents: list[Document], given: set[str]) -> list[Document]:
        """Give the documents whose id has not been given before, and note them as given."""
        by_id = {str(self.id_of(document)): document for document in documents}
        fresh = {key: document for key, document in by_id.items() if key not in given}
        given.update(fresh)
        return list(fresh.values())

    def picked_from(self, batches: DltResource) -> DltResource:
        """Give the dlt resource that loads this table's share of each batch."""

        def pick(batch: Batch) -> Iterator[pa.Table]:
            if self.name in batch:
                rows = batch[self.name]
                yield self.to_arrow(rows) if isinstance(rows, list) else rows

        return batches | dlt.transformer(pick, name=self.name, **self._hints())


def in_large_batches(batches: Iterable[dict[str, pa.Table]]) -> Iterator[Batch]:
    """Put small tables together: dlt spends on a page of a hundred rows what it does on a million.

    Documents are best made tables where they are read: as objects they fill the memory that the
    next page is parsed into.
    """
    gathered: dict[str, list[pa.Table]] = {}
    n_bytes = 0
    for batch in batches:
        for name, table in batch.items():
            gathered.setdefault(name, []).append(table)
            n_bytes += table.nbytes
        if n_bytes > BYTES_PER_TABLE:
            yield {name: pa.concat_tables(tables) for name, tables in gathered.items()}
            gathered, n_bytes = {}, 0
    if gathered:
        yield {name: pa.concat_tables(tables) for name, tables in gathered.items()}


CONTEXT = "_headway_context"
"""Key for the parent of a document that does not name it; it never reaches a payload."""


def strip_context(document: Document) -> Document:
    """Give the document as the tool said it, without the reader's note on its parent."""
    if CONTEXT not in document:
        return document
    return {key: value for key, value in document.items() if key != CONTEXT}


def of_parent(parent_id: Any, documents: list[Document]) -> list[Document]:
    """Note the parent on documents that do not name it; `child_id` reads it back."""
    return [{**document, CONTEXT: parent_id} for document in documents]


def child_id(key: str = "id") -> Callable[[Document], str]:
    """Give the key function `<parent id>/<own id>` for documents noted by `of_parent`."""
    return lambda document: f"{document[CONTEXT]}/{document[key]}"


def read_state() -> dict[str, str]:
    """Give the tool's cursors, by container; they are committed with the rows they cover."""
    state: dict[str, str] = dlt.current.source_state().setdefault("read_up_to", {})
    return state
