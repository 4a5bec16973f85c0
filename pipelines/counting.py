"""Counts one container: what raw holds of it against what its tool shows and knows."""

import logging
import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from pipelines.holdings import Holdings
from pipelines.sources.held import Count, Held
from pipelines.sources.http import Api
from pipelines.sources.slices import Slice

logger = logging.getLogger(__name__)

FEW_ITEMS = 10
"""A loss of no more is never taken for a lost permission."""
ASKED_AT_ONCE = 20


@dataclass(frozen=True)
class CensusRules:
    """How often containers are counted, and how large a loss is believed."""

    every: timedelta = timedelta(days=7)
    max_loss_share: float = 0.05
    accept_deletions: bool = False


@dataclass
class Census:
    """What one night's census of a tool found; `doubts` are the containers it left as they were."""

    n_gone: int = 0
    n_back: int = 0
    doubts: list[str] = field(default_factory=list)
    left_out: str | None = None
    """What is held of containers that are not configured any more."""
    anew: set[str] = field(default_factory=set)
    """Containers to be read from their beginning, then counted again: something came back, or is
    held under a former name."""
    taken_at: datetime | None = None
    """When the container counted longest ago was counted; null while one never was."""


class Budget(Slice):
    """A slice that ends when a night's requests have been made, not when its time is up."""

    def __init__(self, api: Api, n_requests: float) -> None:
        super().__init__()
        self._api, self._last = api, api.n_requests + n_requests

    def ends(self, n_requests: int = 1) -> bool:
        """Tell whether to stop before another request, or so many that belong together."""
        self.is_cut = self.spent is not None or self._api.n_requests + n_requests > self._last
        return self.is_cut


def count_container(
    work: Holdings,
    api: Api,
    container: str,
    names: list[str],
    rules: CensusRules,
    census: Census,
    budget: Budget,
) -> None:
    """Count one container, or go on counting it; only a whole count marks anything.

    What is gone is marked, unless that is in doubt or something came back.
    """
    items = [item for item in work.held() if item.container in names]
    alive = [item for item in items if not item.is_gone]
    n_alive = len(alive)
    believed = max(FEW_ITEMS, int(rules.max_loss_share * n_alive))
    enough = math.inf if rules.accept_deletions else believed
    count = work.taken_up(container, budget)
    unasked: list[Held] = []
    with budget.ended_by_quota():
        if not count.is_listed:
            for ids in work.listing.shown(api, container, items, count.place) if items else ():
                count.there.update(ids)
            count.is_listed = count.place.page is None
        if count.is_listed:
            unasked = ask_about_the_missing(work, api, container, alive, count, enough, budget)
    gone = [item.id for item in alive if item.version in count.gone]
    if budget.spent or not count.is_listed or (unasked and len(gone) <= enough):
        work.set_aside(container, count)
        return
    back = [item.id for item in items if item.is_gone and item.id in count.there]
    is_everything = len(gone) == n_alive > 1
    if not rules.accept_deletions and (len(gone) > believed or is_everything):
        at_least = "at least " if unasked else ""
        census.doubts.append(
            f"{at_least}{len(gone)} of {n_alive} {work.name} of {container} are not shown any "
            "more: permission or deletion? They are kept. If they were deleted: headway nightly "
            f"--source {work.tool} --accept-deletions"
        )
        work.doubt(container)
        return
    census.n_back += len(back)
    was_doubted = {container, *names} & work.doubted
    if work.listing.comes_back_undated and (back or was_doubted):
        census.anew.add(container)
        work.believe(was_doubted, back)
        return
    if any(item.id in count.there and item.container != names[0] for item in alive):
        census.anew.add(container)
    work.mark(gone, back, container, count.moved)
    census.n_gone += len(gone)
    found = (work.tool, work.name, container, len(gone), len(back))
    logger.info("census of the %s %s of %s: %d gone, %d back", *found)


def ask_about_the_missing(
    work: Holdings,
    api: Api,
    container: str,
    items: list[Held],
    count: Count,
    enough: float,
    budget: Budget,
) -> list[Held]:
    """Ask the tool for each item it did not list; give those that were not asked about.

    No more are asked about once more than `enough` are gone: that is a question for a person.
    """
    unasked = [item for item in items if not count.knows(item)]
    n_gone = sum(item.version in count.gone for item in items)
    while unasked and n_gone <= enough and not budget.ends(work.listing.asks_for_one):
        some, unasked = unasked[:ASKED_AT_ONCE], unasked[ASKED_AT_ONCE:]
        known = work.listing.existing(api, container, some)
        there = {id_ for id_, said in known.items() if id_ == str(said.get("id", id_))}
        count.there |= there
        count.gone |= {item.version for item in some if item.id not in there}
        count.moved |= {id_: said for id_, said in known.items() if id_ not in there}
        n_gone += len(some) - len(there)
    return unasked
