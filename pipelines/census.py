"""The census: what a tool no longer shows is gone, if it is sure that we still may see it.

No tool says in its lists what was deleted. So every few days each container (a project, a
repository, a whole help desk) is counted: what raw holds and the tool neither lists nor knows gets
its `deleted_at`; what came back loses it. A lost permission looks the same as a deletion, so a
container gone from sight, or one that lost a large part of its items at once, is left as it is and
a person is asked. Which containers were counted when stands in raw_headway.censuses, written with
the marks it covers: a census that is stopped goes on with the containers it has not counted.
"""

import logging
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import duckdb

from pipelines.sources.http import Api
from pipelines.sources.listings import LISTINGS, Held
from pipelines.warehouse import Warehouse

logger = logging.getLogger(__name__)

FEW_ITEMS = 10
"""A loss of no more is never taken for a lost permission."""
REQUESTS_A_NIGHT = 2000
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
    anew: set[str] = field(default_factory=set)
    """Containers to be read from their beginning, then counted again: something came back."""
    taken_at: datetime | None = None
    """When the container counted longest ago was counted; null while one never was."""


def take_census(
    warehouse: Warehouse,
    tool: str,
    api: Api,
    settings: Any,
    rules: CensusRules,
    *,
    is_first_pull: bool = False,
) -> Census:
    """Count the containers of a tool that are due, within a night's budget of requests.

    A first pull has read everything the tool shows, so it counts as a census itself.
    """
    census, budget = Census(), api.n_requests + REQUESTS_A_NIGHT
    in_sight = LISTINGS[tool].containers(api, settings)
    configured = getattr(settings, "projects", None) or list(in_sight)
    chosen = [name for name in configured if name in in_sight]
    for name in set(configured) - in_sight.keys():
        # Jira still takes a renamed project's old key, and lists it under the new one only.
        census.doubts.append(
            f"the configured project {name} is not in sight under that key: permission, or "
            "renamed? Correct projects in .dlt/config.toml [sources.jira], then type: headway check"
        )
    with warehouse.connect_work() as connection:
        work = _Counted(connection, tool)
        for container in chosen:
            taken_at = work.taken_at.get(container)
            is_due = not taken_at or datetime.now(UTC) - taken_at >= rules.every
            is_due = is_due or rules.accept_deletions or container in work.doubted
            if is_first_pull:
                work.note(container)
            elif is_due and api.n_requests < budget:
                _count(work, api, container, in_sight[container], rules, census)
        if tool == "jira":
            _ask_about_the_unseen(work, api, set().union(*in_sight.values()), rules, census)
        moments = [work.taken_at.get(container) for container in chosen]
    if all(moments) and not census.doubts:
        census.taken_at = min((moment for moment in moments if moment), default=None)
    return census


def _count(
    work: "_Counted",
    api: Api,
    container: str,
    names: set[str],
    rules: CensusRules,
    census: Census,
) -> None:
    """Count one container; mark what is gone, unless that is in doubt or something came back."""
    items = [item for item in work.held if item.container in names]
    shown = work.listing.shown(api, container, items)
    missing = [item for item in items if item.id not in shown and item.id not in work.gone]
    n_alive = sum(item.id not in work.gone for item in items)
    believed = max(FEW_ITEMS, int(rules.max_loss_share * n_alive))
    gone, n_asked = _confirmed(
        work, api, container, missing, None if rules.accept_deletions else believed
    )
    back = [item.id for item in items if item.id in shown and item.id in work.gone]
    is_everything = len(gone) == n_alive > 1
    if not rules.accept_deletions and (len(gone) > believed or is_everything):
        at_least = "at least " if n_asked < len(missing) else ""
        census.doubts.append(
            f"{at_least}{len(gone)} of {n_alive} items of {container} are not shown any more: "
            "permission or deletion? They are kept. If they were deleted: headway nightly "
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
    work.mark(gone, back, container)
    census.n_gone += len(gone)
    logger.info("census of %s %s: %d gone, %d back", work.tool, container, len(gone), len(back))


def _confirmed(
    work: "_Counted", api: Api, container: str, missing: list[Held], enough: int | None
) -> tuple[list[str], int]:
    """Give the missing items that the tool does not know either, and how many were asked about.

    No more are asked about once more than `enough` are gone: that is a question for a person.
    """
    gone: list[str] = []
    n_asked = 0
    while n_asked < len(missing) and (enough is None or len(gone) <= enough):
        some = missing[n_asked : n_asked + ASKED_AT_ONCE]
        there = work.listing.existing(api, container, some)
        gone += [item.id for item in some if item.id not in there]
        n_asked += len(some)
    return gone, n_asked


def _ask_about_the_unseen(
    work: "_Counted", api: Api, names: set[str], rules: CensusRules, census: Census
) -> None:
    """Ask about projects whose issues we hold and that are not in sight any more."""
    unseen: dict[str, list[Held]] = {}
    for item in work.held:
        if item.container not in names and item.id not in work.gone:
            unseen.setdefault(item.container, []).append(item)
    for project, items in unseen.items():
        if rules.accept_deletions:
            # An issue that was moved out before its project went lives on elsewhere.
            gone, _ = _confirmed(work, api, project, items, None)
            work.mark(gone, [], project)
            census.n_gone += len(gone)
            continue
        census.doubts.append(
            f"the project with id {project} and its {len(items)} issues are gone from sight: "
            "permission or deletion? They are kept. If it was deleted: headway nightly "
            f"--source {work.tool} --accept-deletions"
        )
        work.doubt(project)


class _Counted:
    """What raw holds of a tool's items, and when which container was counted."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, tool: str) -> None:
        self._connection, self.tool, self.listing = connection, tool, LISTINGS[tool]
        self._table = f"raw_{tool}.{self.listing.table}"
        connection.execute(
            "create schema if not exists raw_headway; create table if not exists "
            "raw_headway.censuses (source_system varchar, container varchar, "
            "taken_at timestamptz, is_doubted boolean)"
        )
        # GitHub names an issue's repository by a URL.
        container, number = (
            f"payload->>'{path}'" if path else "null"
            for path in (self.listing.container, self.listing.number)
        )
        rows = connection.execute(
            f"select id, lower(regexp_replace(coalesce({container}, ''), '^.*/repos/', '')), "  # noqa: S608
            f"{number}, deleted_at is not null from {self._table} order by id"
        ).fetchall()
        self.held = [Held(*row[:3]) for row in rows]
        self.gone = {row[0] for row in rows if row[3]}
        noted = connection.execute(
            "select container, taken_at, is_doubted from raw_headway.censuses "
            "where source_system = ?",
            [tool],
        ).fetchall()
        self.taken_at = {container: taken_at for container, taken_at, _ in noted if taken_at}
        self.doubted = {container for container, _, is_doubted in noted if is_doubted}

    def note(self, container: str, *, is_doubted: bool = False) -> None:
        """Note that a container has been counted now, or is in doubt since now."""
        moment = None if is_doubted else datetime.now(UTC)
        self._connection.execute(
            "delete from raw_headway.censuses where source_system = ? and container = ?",
            [self.tool, container],
        )
        self._connection.execute(
            "insert into raw_headway.censuses values (?, ?, ?, ?)",
            [self.tool, container, moment, is_doubted],
        )
        self.taken_at.pop(container, None)
        if moment:
            self.taken_at[container] = moment

    def doubt(self, container: str) -> None:
        """Note a doubt: should the container be as before some day, it is read anew."""
        self.note(container, is_doubted=True)

    def believe(self, containers: set[str], back: list[str]) -> None:
        """Take doubts back, and the marks of what came back; it is read anew before it is noted."""
        self._connection.execute("begin")
        for container in containers:
            self._connection.execute(
                "delete from raw_headway.censuses where source_system = ? and container = ?",
                [self.tool, container],
            )
        self._set(None, back)
        self._connection.execute("commit")

    def mark(self, gone: list[str], back: list[str], container: str) -> None:
        """Mark what is gone, unmark what is back, and note the container: all or none."""
        self._connection.execute("begin")
        self._set(datetime.now(UTC), gone)
        self._set(None, back)
        self.note(container)
        self._connection.execute("commit")

    def _set(self, deleted_at: datetime | None, ids: list[str]) -> None:
        self._connection.execute(
            f"update {self._table} set deleted_at = ? "  # noqa: S608
            "where id in (select unnest(?::varchar[]))",
            [deleted_at, ids],
        )
