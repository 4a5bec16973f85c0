"""Reading in slices: each is one package of rows, together with the places to go on from.

A first read of a large tool takes hours. It is cut where its time is up or the tool's quota is
spent: what was read until then is loaded with the place where each list stands, so that a kill
costs no more than the slice under way and a spent quota nothing at all.
"""

import time
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import dlt

from pipelines.sources.answers import QuotaSpentError

SECONDS = 600.0
Resume = MutableMapping[str, Any]


@dataclass
class Slice:
    """One slice of a pull: how long it may read, and how it ended. Readers in threads share it.

    `done` names what this pull has read to its end: a later slice does not begin it again. `anew`
    names the containers that are read from their beginning, whatever their cursors say. `held`
    names the tables read in full that hold rows, `refused` those of them that the tool refused.
    """

    seconds: float = SECONDS
    done: set[str] = field(default_factory=set)
    anew: frozenset[str] = frozenset()
    held: frozenset[str] = frozenset()
    refused: set[str] = field(default_factory=set)
    is_cut: bool = False
    spent: QuotaSpentError | None = None
    _begun: float = field(default_factory=time.monotonic)

    def ends(self) -> bool:
        """Tell a reader that stands before another page whether to stop there, and note the cut."""
        if self.spent or time.monotonic() - self._begun >= self.seconds:
            self.is_cut = True
        return self.is_cut

    def next(self) -> "Slice":
        """Give the slice that goes on where this one was cut."""
        return Slice(self.seconds, self.done, self.anew, self.held, self.refused)

    @contextmanager
    def ended_by_quota(self) -> Iterator[None]:
        """Take a spent quota for the end of the slice: what was read before it is kept."""
        try:
            yield
        except QuotaSpentError as spent:
            self.spent, self.is_cut = spent, True


@dataclass
class Place:
    """Where a list stands: what its next page is asked by, and whether it is read to its end.

    A reader moves it on only when a page, with all that belongs to it, has been handed over.
    """

    piece: Slice = field(default_factory=Slice)
    page: str | None = None
    is_read: bool = False

    def moves_to(self, page: str | None) -> bool:
        """Move on; tell whether the list is to be read on from there now."""
        self.page, self.is_read = page, page is None
        return page is not None and not self.piece.ends()


def resume_points() -> Resume:
    """Give what earlier slices noted of where they stopped; committed with the rows they read."""
    points: Resume = dlt.current.source_state().setdefault("resume", {})
    return points
