"""What raw holds of a tool, and how a tool is asked what of it is still there."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pipelines.sources.answers import RefusedError
from pipelines.sources.concurrency import for_each
from pipelines.sources.documents import Document
from pipelines.sources.github_pages import is_no_such_list
from pipelines.sources.http import Api
from pipelines.sources.slices import Place

GONE = (404, 410)
IDS_PER_REQUEST = 100


@dataclass(frozen=True)
class Held:
    """An item that raw holds: its id, what its document says of its container, its number there.

    Its version is another when it has been read again since it changed.
    """

    id: str
    container: str
    number: str | None
    version: str
    is_gone: bool


@dataclass(frozen=True)
class Listing:
    """How one tool's items, or what hangs below them, are counted.

    Args:
        table: the raw table.
        container, number: JSON paths in its payload; null where the tool has but one container.
        containers: gives each container in sight, with the names its items' documents give it: the
            present one first.
        shown: gives the ids of a container's items that the tool lists, from a place on until that
            tells to stop.
        existing: gives those of some items it does not list that it knows all the same, by id, as
            what they are today; one whose document has another id lives on under that.
        leads_to: gives the present name of a container by a former one, or null; null where
            containers are not known by names.
        asks_for_one: how many requests `existing` may make for one item.
        comes_back_undated: whether an item that is restored, or seen again, may have changed
            meanwhile without a new date: its container is read anew then.
        parent: for what hangs below an item, the JSON paths to the item's address in its own
            payload and in the item's: what hangs below a deleted item is its history and stays.
        below: for items, the raw tables of what hangs below them, each with those two paths.
    """

    table: str
    container: str | None
    number: str | None
    containers: Callable[[Api, Any], dict[str, list[str]]]
    shown: Callable[[Api, str, list[Held], Place], Iterator[list[str]]]
    existing: Callable[[Api, str, list[Held]], dict[str, Document]]
    leads_to: Callable[[Api, str], str | None] | None = None
    asks_for_one: int = 1
    comes_back_undated: bool = False
    parent: tuple[str, str] | None = None
    below: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Count:
    """How far the count of one container has come: `place` is where its list goes on.

    `there` are the ids that the tool shows or knows, `gone` the versions that it does not: an item
    that was changed since it was asked about is asked about again. `moved` are the gone that live
    on under another id, each with the document that the tool gives for it today.
    """

    place: Place
    is_listed: bool = False
    there: set[str] = field(default_factory=set)
    gone: set[str] = field(default_factory=set)
    moved: dict[str, Document] = field(default_factory=dict)

    def knows(self, item: Held) -> bool:
        """Tell whether it is known where an item is."""
        return item.id in self.there or item.version in self.gone


def known(
    api: Api, ask: Callable[[Held], Document | None], items: list[Held]
) -> dict[str, Document]:
    """Ask for items side by side; give those the tool knows, by id."""
    found = for_each(ask, items, api.max_connections)
    return {item.id: said for item, said in zip(items, found, strict=True) if said}


def unless_gone(api: Api, path: str) -> Document | None:
    """Give what an address leads to, or null where nothing is any more."""
    try:
        body = api.get(path).body
    except RefusedError as refusal:
        if refusal.status not in GONE or is_no_such_list(refusal):
            raise
        return None
    return body if isinstance(body, dict) else None


def hundreds(items: list[Held]) -> Iterable[list[str]]:
    """Give the ids of items, as many at a time as a request takes."""
    ids = [item.id for item in items]
    return (ids[at : at + IDS_PER_REQUEST] for at in range(0, len(ids), IDS_PER_REQUEST))
