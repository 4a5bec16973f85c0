"""The census: what a tool no longer shows is gone, if it is sure that we still may see it.

No tool says in its lists what was deleted. So every few days each container (a project, a
repository, a whole help desk) is counted: what raw holds and the tool neither lists nor knows gets
its `deleted_at`; what came back loses it. A lost permission looks the same as a deletion, so a
container gone from sight, or one that lost a large part of its items at once, is left as it is and
a person is asked. Which containers were counted when stands in raw_headway.censuses, written with
the marks it covers: a census that is stopped goes on with the containers it has not counted. A
night makes so many requests for it and no more: a container that wants more is put aside where its
list stands, and goes on first the next night, so that the largest comes to its end.
"""

import math
from datetime import UTC, datetime
from typing import Any

from pipelines.counting import (
    Budget,
    ask_about_the_missing,
    count_container,
)
from pipelines.counting import Census as Census
from pipelines.counting import CensusRules as CensusRules
from pipelines.deleted_children import WORKLOGS, begin_worklogs, mark_deleted_worklogs
from pipelines.holdings import NEVER, Holdings
from pipelines.sources.held import Count
from pipelines.sources.http import Api
from pipelines.sources.listings import LISTINGS, within
from pipelines.sources.slices import Place
from pipelines.warehouse import Warehouse

REQUESTS_A_NIGHT = 2000


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
    census, below = Census(), Census()
    items, *children = LISTINGS[tool]
    projects = getattr(settings, "projects", None)
    items = within(projects, items) if projects else items
    in_sight = items.containers(api, settings)
    configured = projects or list(in_sight)
    chosen = [name for name in configured if name in in_sight]
    for name in sorted(set(configured) - in_sight.keys()):
        # Jira still takes a renamed project's old key, and lists it under the new one only.
        census.doubts.append(
            f"the configured project {name} is not in sight under that key: permission, or "
            "renamed? Correct projects in .dlt/config.toml [sources.jira], then type: headway check"
        )
    # Who accepts deletions waits for them.
    budget = Budget(api, math.inf if rules.accept_deletions else REQUESTS_A_NIGHT)
    with warehouse.connect_work() as connection:
        work = Holdings(connection, tool, items, items)
        hanging = [Holdings(connection, tool, items, child) for child in children]
        n_alive = work.n_alive()
        census.left_out = _follow_the_named(work, api, in_sight, chosen, n_alive)
        turns = [(counted, name) for counted in (work, *hanging) for name in chosen]
        for counted, container in sorted(turns, key=lambda turn: turn[0].turn(turn[1])):
            if is_first_pull:
                counted.note(container)
            elif _is_due(counted, work, container, rules) and not budget.ends():
                found = census if counted is work else below
                names = in_sight[container]
                count_container(counted, api, container, names, rules, found, budget)
        if tool == "jira":
            oldest = min((work.taken_at.get(name, NEVER) for name in chosen), default=NEVER)
            if is_first_pull:
                begin_worklogs(api, work)
            elif oldest > work.taken_at.get(WORKLOGS, NEVER) and not budget.ends():
                mark_deleted_worklogs(connection, api, work, budget)
        if budget.spent:
            raise budget.spent
        if tool == "jira":
            # Some sites give an issue without its fields: nothing says of which project it is.
            unseen = {
                name: n_alive[name] for name in n_alive.keys() - set().union(*in_sight.values())
            }
            _ask_about_the_unseen(work, api, unseen, rules, census, budget)
        moments = [counted.taken_at.get(container) for counted, container in turns]
    census.doubts += below.doubts
    if all(moments) and not census.doubts:
        census.taken_at = min((moment for moment in moments if moment), default=None)
    return census


def _follow_the_named(
    work: Holdings,
    api: Api,
    in_sight: dict[str, list[str]],
    chosen: list[str],
    n_alive: dict[str, int],
) -> str | None:
    """Count what is held under a container's former names with it; tell what is left out since.

    Nobody looks any more whether that is still there, nor whether it changed.
    """
    if leads_to := work.listing.leads_to:
        for name in n_alive.keys() - set().union(*in_sight.values()):
            present = leads_to(api, name)
            for names in in_sight.values():
                names += [name] if names[0] == present else []
    followed = {name for container in chosen for name in in_sight[container]}
    known_as = {names[0]: container for container, names in in_sight.items()}
    left_out = {
        known_as.get(name, name): n_items
        for name, n_items in n_alive.items()
        if name not in followed and (name in known_as or leads_to)
    }
    if not left_out:
        return None
    setting = "projects" if work.tool == "jira" else "repositories"
    return (
        f"{sum(left_out.values())} items of {', '.join(sorted(left_out))} are kept as last seen: "
        f"they are no longer in `{setting}`. To be rid of them: headway nightly --source "
        f"{work.tool} --full-refresh"
    )


def _is_due(counted: Holdings, items: Holdings, container: str, rules: CensusRules) -> bool:
    """Tell whether a container is to be counted; what hangs below its items, once they were."""
    taken_at, now = counted.taken_at.get(container), datetime.now(UTC)
    if counted is not items:
        items_at = items.taken_at.get(container)
        return items_at is not None and (taken_at is None or taken_at < items_at)
    is_old = taken_at is None or now - taken_at >= rules.every
    return is_old or rules.accept_deletions or container in counted.doubted


def _ask_about_the_unseen(
    work: Holdings,
    api: Api,
    unseen: dict[str, int],
    rules: CensusRules,
    census: Census,
    budget: Budget,
) -> None:
    """Ask about projects whose issues we hold, so many, and that are not in sight any more."""
    for project, n_issues in sorted(unseen.items()):
        if rules.accept_deletions:
            # An issue that was moved out before its project went lives on elsewhere.
            held = work.held()
            items = [item for item in held if item.container == project and not item.is_gone]
            count = Count(Place(budget))
            ask_about_the_missing(work, api, project, items, count, math.inf, budget)
            gone = [item.id for item in items if item.version in count.gone]
            work.mark(gone, [], project)
            census.n_gone += len(gone)
            continue
        census.doubts.append(
            f"the project with id {project} and its {n_issues} issues are gone from sight: "
            "permission or deletion? They are kept. If it was deleted: headway nightly "
            f"--source {work.tool} --accept-deletions"
        )
        work.doubt(project)
