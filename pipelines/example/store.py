"""The documents the example organisation's tools hold, and how the servers look things up in them.

The store is plain data, `documents[tool][resource][id] -> vendor document`, so that a test changes
it as one changes a dictionary:
- a new, replaced or removed document is seen at once, also between two pages of a list;
- a change inside a document is given at once, and counts for filters and order when the list is
  next asked for from its start.
"""

from collections import OrderedDict, defaultdict
from collections.abc import Callable
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

Document = dict[str, Any]
Key = Callable[[str, Document], str | None]
REMEMBERED_LISTS = 32


class Resource(dict[str, Document]):
    """The documents of one resource by id; it counts its changes and remembers what was removed."""

    def __init__(self, documents: dict[str, Document]) -> None:
        super().__init__(documents)
        self.version = 0
        self.removed: dict[str, Document] = {}
        self._groups: dict[str, tuple[int, dict[str, list[str]]]] = {}

    def __setitem__(self, key: str, document: Document) -> None:
        super().__setitem__(key, document)
        self.removed.pop(key, None)
        self.version += 1

    def __delitem__(self, key: str) -> None:
        self.removed[key] = self[key]
        super().__delitem__(key)
        self.version += 1

    def pop(self, key: str, *default: Any) -> Any:
        """Remove a document and give it."""
        if key not in self:
            return super().pop(key, *default)
        document = self[key]
        del self[key]
        return document

    def update(self, documents: Any = (), /, **named: Document) -> None:
        """Put several documents."""
        for key, document in dict(documents, **named).items():
            self[key] = document

    def grouped(self, name: str, key: Key) -> dict[str, list[str]]:
        """Give the ids by a key that a document keeps for life, such as its repository."""
        version, groups = self._groups.get(name, (-1, {}))
        if version != self.version:
            collected: defaultdict[str, list[str]] = defaultdict(list)
            version = self.version
            for identifier, document in list(self.items()):
                group = key(identifier, document)
                if group is not None:
                    collected[group].append(identifier)
            groups = dict(collected)
            self._groups[name] = (version, groups)
        return groups

    def of(self, name: str, group: str, key: Key) -> list[Document]:
        """Give the documents of one group, in the order they were put."""
        return [self[one] for one in self.grouped(name, key).get(group, ()) if one in self]


class Store:
    """One tool's resources; a resource that nobody filled is empty."""

    def __init__(self, resources: dict[str, dict[str, Document]]) -> None:
        self._resources = resources

    def __getitem__(self, name: str) -> Resource:
        resource = self._resources.get(name)
        if not isinstance(resource, Resource):
            resource = self._resources[name] = Resource(resource or {})
        return resource


class Lists:
    """The order of lists being paged through: a further page costs a slice and no sort."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[Any, ...], tuple[Any, list[Any]]] = OrderedDict()

    def get(
        self, name: tuple[Any, ...], version: Any, first: bool, build: Callable[[], list[Any]]
    ) -> list[Any]:
        """Give a list, built anew for a first page or when the store's version has moved."""
        kept = self._kept.get(name)
        if first or kept is None or kept[0] != version:
            kept = self._kept[name] = (version, build())
            while len(self._kept) > REMEMBERED_LISTS:
                self._kept.popitem(last=False)
        self._kept.move_to_end(name)
        return kept[1]


@lru_cache(maxsize=1 << 20)
def milliseconds(text: str | int | float | None) -> int:
    """Give epoch milliseconds of a vendor's time: ISO 8601 of any offset, or milliseconds."""
    if text is None:
        return 0
    if isinstance(text, str):
        moment = datetime.fromisoformat(text)
        return round((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() * 1000)
    return round(text)


def epoch(moment: datetime) -> int:
    """Give the epoch milliseconds of a moment."""
    return round(moment.timestamp() * 1000)


def number(identifier: Any) -> tuple[int, str]:
    """Give a sort key that puts 9 before 10."""
    text = str(identifier)
    return (int(text), "") if text.isdigit() else (0, text)
