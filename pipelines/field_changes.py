"""What a tool's documents look like against before: new, vanished and retyped fields.

Raw keeps every document as it is, so a change of shape breaks nothing; but a field that a model
reads and that is gone turns numbers into nulls without a word. So each pull looks at some of the
documents it brought, down to two levels, and tells what changed.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import orjson

from pipelines.warehouse import Warehouse

DOCUMENTS_LOOKED_AT = 500
LEVELS = 2
ALWAYS_SHARE = 0.95
"""A field that at least this part of a table's documents had was always there."""
FEW_DOCUMENTS = 20
"""Of fewer, a field that none of them has is no news."""
MOST_CHANGES_TOLD = 12
KINDS = {str: "text", bool: "boolean", int: "number", float: "number", dict: "object", list: "list"}


@dataclass
class Shape:
    """The fields of some documents of one table: how many have each, and of which kinds."""

    n_documents: int = 0
    n_having: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    kinds: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))

    def see(self, document: Mapping[str, Any]) -> None:
        """Take a document in."""
        self.n_documents += 1
        self._see(document, "", LEVELS)

    def _see(self, members: Mapping[str, Any], above: str, levels: int) -> None:
        for name, value in members.items():
            place = f"{above}{name}"
            self.n_having[place] += 1
            if value is not None:
                self.kinds[place].add(KINDS[type(value)])
            if isinstance(value, dict) and levels > 1:
                self._see(value, f"{place}.", levels - 1)

    def share(self, place: str) -> float:
        """Give the part of the documents that have a field."""
        return self.n_having.get(place, 0) / self.n_documents


def shape_of(payloads: Iterable[str]) -> Shape:
    """Give the shape of documents."""
    shape = Shape()
    for payload in payloads:
        document = orjson.loads(payload)
        if isinstance(document, dict):
            shape.see(document)
    return shape


def changes(known: Mapping[str, tuple[set[str], float]], now: Shape) -> list[str]:
    """Name what differs from the known fields: kinds by field, and the share that had it.

    A table seen for the first time has no changes.
    """
    if not known:
        return []
    news = [f"new {place}" for place in now.n_having if place not in known]
    for place, (kinds, share) in known.items():
        above = place.rpartition(".")[0]
        n_above = now.n_having.get(above, 0) if above else now.n_documents
        if place not in now.n_having and share >= ALWAYS_SHARE and n_above >= FEW_DOCUMENTS:
            news.append(f"vanished {place}")
        elif kinds and (others := now.kinds.get(place, set()) - kinds):
            news.append(
                f"retyped {place} ({'|'.join(sorted(kinds))} to {'|'.join(sorted(others))})"
            )
    return sorted(news)


def note_changes(
    warehouse: Warehouse, tool: str, tables: Iterable[str], since: datetime
) -> str | None:
    """Compare what was loaded since a moment with what is known of its tables; tell the changes."""
    told = []
    with warehouse.connect_work() as work:
        work.execute(
            "create schema if not exists raw_headway; create table if not exists "
            "raw_headway.known_fields (source_system varchar, table_name varchar, field varchar, "
            "kinds varchar, share double)"
        )
        there = work.execute(
            "select table_name from duckdb_tables() where schema_name = ?", [f"raw_{tool}"]
        ).fetchall()
        for table in tables:
            if (table,) not in there:
                continue
            payloads = work.execute(
                f'select payload from raw_{tool}."{table}" where _dlt_load_id in '  # noqa: S608
                f"(select load_id from raw_{tool}._dlt_loads where inserted_at >= ?) "
                "order by updated_at desc nulls last, id limit ?",
                [since, DOCUMENTS_LOOKED_AT],
            ).fetchall()
            if not payloads:
                continue
            now = shape_of(payload for (payload,) in payloads)
            rows = work.execute(
                "select field, kinds, share from raw_headway.known_fields "
                "where source_system = ? and table_name = ?",
                [tool, table],
            ).fetchall()
            known = {place: (set(filter(None, kinds.split("|"))), share)
                     for place, kinds, share in rows}  # fmt: skip
            told += [f"{table}: {change}" for change in changes(known, now)]
            _learn(work, tool, table, known, now)
    more = len(told) - MOST_CHANGES_TOLD
    return "; ".join(told[:MOST_CHANGES_TOLD]) + f"; {more} more" * (more > 0) if told else None


def _learn(
    work: Any, tool: str, table: str, known: Mapping[str, tuple[set[str], float]], now: Shape
) -> None:
    """Remember what is known now; what vanished is told once."""
    is_many = now.n_documents >= FEW_DOCUMENTS
    learnt = {
        place: (kinds, share)
        for place, (kinds, share) in known.items()
        if place in now.n_having or not (is_many and share >= ALWAYS_SHARE)
    }
    for place in now.n_having:
        kinds, share = learnt.get(place, (set(), 0.0))
        learnt[place] = (
            kinds | now.kinds.get(place, set()),
            now.share(place) if is_many else share,
        )
    work.execute(
        "delete from raw_headway.known_fields where source_system = ? and table_name = ?",
        [tool, table],
    )
    work.executemany(
        "insert into raw_headway.known_fields values (?, ?, ?, ?, ?)",
        [[tool, table, place, "|".join(sorted(kinds)), share]
         for place, (kinds, share) in sorted(learnt.items())],
    )  # fmt: skip
