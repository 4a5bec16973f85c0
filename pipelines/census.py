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
from pipelines.sources.listings import LISTINGS, Held, Listing
from pipelines.warehouse import Warehouse

logger = logging.getLogger(__name__)

FEW_ITEMS = 10
"""A loss of no more is never taken for a lost permission."""
REQUESTS_A_NIGHT = 2000


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
    listing, census = LISTINGS[tool], Census()
    in_sight = listing.containers(api, settings)
    with warehouse.connect_work() as work:
        work.execute(
            "create schema if not exists raw_headway; create table if not exists "
            "raw_headway.censuses (source_system varchar, container varchar, taken_at timestamptz)"
        )
        held = _held(work, tool, listing)
        taken = dict(
            work.execute(
                "select container, taken_at from raw_headway.censuses where source_system = ?",
                [tool],
            ).fetchall()
        )
        chosen = getattr(settings, "projects", None) or list(in_sight)
        budget = api.n_requests + REQUESTS_A_NIGHT
        for container in chosen:
            if container not in in_sight:
                continue
            now = datetime.now(UTC)
            is_due = container not in taken or now - taken[container] >= rules.every
            if is_first_pull:
                _note(work, tool, container, now)
                taken[container] = now
            elif (is_due or rules.accept_deletions) and api.n_requests < budget:
                items = [item for item in held if item.container in in_sight[container]]
                if _count(work, tool, api, container, items, rules, census):
                    taken[container] = now
        names = set().union(*in_sight.values())
        _doubt_the_unseen(work, tool, listing, held, names, rules, census)
        moments = [taken.get(container) for container in chosen]
    if all(moments) and not census.doubts:
        census.taken_at = min(moment for moment in moments if moment)
    return census


def _held(work: duckdb.DuckDBPyConnection, tool: str, listing: Listing) -> list[Held]:
    """Give the items raw holds, tombstoned ones too; GitHub names its repository by a URL."""
    container = f"payload->>'{listing.container}'" if listing.container else "''"
    number = f"payload->>'{listing.number}'" if listing.number else "null"
    rows = work.execute(
        f"select id, lower(regexp_replace(coalesce({container}, ''), '^.*/repos/', '')), {number} "  # noqa: S608
        f"from raw_{tool}.{listing.table} order by id"
    ).fetchall()
    return [Held(*row) for row in rows]


def _count(
    work: duckdb.DuckDBPyConnection,
    tool: str,
    api: Api,
    container: str,
    items: list[Held],
    rules: CensusRules,
    census: Census,
) -> bool:
    """Count one container and mark what is gone and what is back; false where that is in doubt."""
    listing, now = LISTINGS[tool], datetime.now(UTC)
    marked = _marked(work, tool, listing)
    shown = listing.shown(api, container, items)
    missing = [item for item in items if item.id not in shown and item.id not in marked]
    there = listing.existing(api, container, missing) if missing else set()
    gone = [item.id for item in missing if item.id not in there]
    back = [item.id for item in items if item.id in shown and item.id in marked]
    n_alive = len(items) - len(marked & {item.id for item in items})
    if not rules.accept_deletions and len(gone) > max(FEW_ITEMS, rules.max_loss_share * n_alive):
        census.doubts.append(
            f"{len(gone)} of {n_alive} items of {container} are not shown any more: permission or "
            f"deletion? They are kept. If they were deleted: headway nightly --source {tool} "
            "--accept-deletions"
        )
        return False
    work.execute("begin")
    _mark(work, tool, listing, gone, now)
    _mark(work, tool, listing, back, None)
    _note(work, tool, container, now)
    work.execute("commit")
    census.n_gone += len(gone)
    census.n_back += len(back)
    logger.info("census of %s %s: %d gone, %d back", tool, container, len(gone), len(back))
    return True


def _doubt_the_unseen(
    work: duckdb.DuckDBPyConnection,
    tool: str,
    listing: Listing,
    held: list[Held],
    names: set[str],
    rules: CensusRules,
    census: Census,
) -> None:
    """Ask about containers whose items we hold and that are not in sight any more."""
    marked = _marked(work, tool, listing)
    unseen: dict[str, list[str]] = {}
    for item in held:
        if tool == "jira" and item.container not in names and item.id not in marked:
            unseen.setdefault(item.container, []).append(item.id)
    for container, ids in unseen.items():
        if rules.accept_deletions:
            _mark(work, tool, listing, ids, datetime.now(UTC))
            census.n_gone += len(ids)
        else:
            census.doubts.append(
                f"the project with id {container} and its {len(ids)} items are gone from sight: "
                f"permission or deletion? They are kept. If it was deleted: headway nightly "
                f"--source {tool} --accept-deletions"
            )


def _marked(work: duckdb.DuckDBPyConnection, tool: str, listing: Listing) -> set[str]:
    rows = work.execute(
        f"select id from raw_{tool}.{listing.table} where deleted_at is not null"  # noqa: S608
    ).fetchall()
    return {id_ for (id_,) in rows}


def _mark(
    work: duckdb.DuckDBPyConnection,
    tool: str,
    listing: Listing,
    ids: list[str],
    deleted_at: datetime | None,
) -> None:
    if ids:
        work.execute(
            f"update raw_{tool}.{listing.table} set deleted_at = ? where id in "  # noqa: S608
            "(select unnest(?::varchar[]))",
            [deleted_at, ids],
        )


def _note(work: duckdb.DuckDBPyConnection, tool: str, container: str, taken_at: datetime) -> None:
    work.execute(
        "delete from raw_headway.censuses where source_system = ? and container = ?",
        [tool, container],
    )
    work.execute("insert into raw_headway.censuses values (?, ?, ?)", [tool, container, taken_at])
