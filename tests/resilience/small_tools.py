"""Four tools of some twenty items each, cut out of the example organisation, and what people do.

Each tool can be told to make, edit, delete, restore and move one of its items, all by the tool's
own means; `items` names the raw table these are in, `path` the list they are read from.
"""

from abc import ABC, abstractmethod
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cache
from typing import Any, ClassVar

from pipelines.example.organisation import build_organisation
from pipelines.example.store import Document, Resource

Resources = dict[str, Resource]


@cache
def organisation() -> dict[str, dict[str, dict[str, Document]]]:
    """Give the documents the small tools are cut out of."""
    return build_organisation(7, 0.02).documents


def moment(at: datetime) -> str:
    """Write a moment as most tools do."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


@dataclass
class SmallTool(ABC):
    """One tool's documents, live: what is changed here, the next request sees."""

    name: ClassVar[str]
    items: ClassVar[str]
    path: ClassVar[str]
    resources: Resources
    n_made: int = 0
    former: dict[str, Document] = field(default_factory=dict)

    def ids(self) -> list[str]:
        """Give the items that are there."""
        return list(self.resources[self.items])

    def item(self, key: str) -> Document:
        """Give one item's document."""
        return self.resources[self.items][key]

    def made(self) -> int:
        """Give a number that no document has yet."""
        self.n_made += 1
        return 900_000 + self.n_made

    def change(self, key: str, /, **changed: Any) -> Document:
        """Put another version of an item in the place of the last."""
        document = deepcopy(self.item(key)) | changed
        self.resources[self.items][key] = document
        return document

    @abstractmethod
    def make(self, at: datetime) -> str:
        """Make a new item; give its id."""

    @abstractmethod
    def edit(self, key: str, at: datetime, **changed: Any) -> None:
        """Change an item's title, or what is named."""

    @abstractmethod
    def date(self, key: str, written: Any) -> None:
        """Write the moment of an item's last change as it stands."""

    @abstractmethod
    def delete(self, key: str, at: datetime) -> None:
        """Delete an item."""

    @abstractmethod
    def restore(self, key: str, at: datetime) -> None:
        """Bring a deleted item back."""

    @abstractmethod
    def move(self, key: str, at: datetime) -> None:
        """Move an item to where the tool lets it move."""


def live(resources: dict[str, dict[str, Document]]) -> Resources:
    """Give copies that notice changes."""
    return {name: Resource(deepcopy(documents)) for name, documents in resources.items()}


def first(documents: dict[str, Document], n: int) -> dict[str, Document]:
    """Give the first few documents."""
    return dict(list(documents.items())[:n])
