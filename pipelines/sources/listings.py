"""What each tool shows today, by id: the other half of a census, which finds what is gone.

Only items are counted: what hangs below them goes with them. Jira: 5,000 ids a request, and what
is missing is asked for by id, as a moved issue shows up in its new project. GitHub: 100 issues a
request; a missing one answers 301 (transferred: the item lives on under another id), 404 or 410,
and 410 too where issues are switched off, which none is lost by; a pull request cannot be deleted.
Zendesk: 100 ids a request; a soft deletion comes with the export already. Freshdesk: 100 live
tickets a request, and each missing one by itself.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from pipelines.sources.answers import RefusedError
from pipelines.sources.concurrency import for_each
from pipelines.sources.freshdesk import EARLIEST
from pipelines.sources.freshdesk_pages import pages_by_change
from pipelines.sources.github_pages import is_no_such_list, whole_list
from pipelines.sources.http import Api
from pipelines.sources.jira_pages import IDS_PAGE, offset_pages, quoted, token_pages

GONE = (404, 410)
IDS_PER_SEARCH_PAGE = 5000
IDS_PER_REQUEST = 100


@dataclass(frozen=True)
class Held:
    """An item that raw holds: its id, what its document says of its container, its number there."""

    id: str
    container: str
    number: str | None


@dataclass(frozen=True)
class Listing:
    """How one tool's items are counted.

    Args:
        table: the raw table of the items.
        container, number: JSON paths in its payload; null where the tool has but one container.
        containers: gives each container in sight, with the names its items' documents give it.
        shown: gives the ids of a container's items that the tool lists.
        existing: gives those of some items it does not list that are there all the same.
        comes_back_undated: whether an item that is restored, or seen again, may have changed
            meanwhile without a new date: its container is read anew then.
    """

    table: str
    container: str | None
    number: str | None
    containers: Callable[[Api, Any], dict[str, set[str]]]
    shown: Callable[[Api, str, list[Held]], set[str]]
    existing: Callable[[Api, str, list[Held]], set[str]]
    comes_back_undated: bool


def _jira_projects(api: Api, _: Any) -> dict[str, set[str]]:
    pages = offset_pages(api, "/rest/api/3/project/search")
    return {project["key"]: {str(project["id"])} for page in pages for project in page}


def _jira_shown(api: Api, project: str, _: list[Held]) -> set[str]:
    jql = f"project = {quoted(project)}"
    asked = {"jql": jql, "fields": ["id"], "maxResults": IDS_PER_SEARCH_PAGE}
    pages = token_pages(api, "/rest/api/3/search/jql", asked, IDS_PAGE)
    return {issue["id"] for page in pages for issue in page.issues}


def _jira_existing(api: Api, _: str, missing: list[Held]) -> set[str]:
    found: set[str] = set()
    for ids in _hundreds(missing):
        asked = {"issueIdsOrKeys": ids, "fields": ["id"]}
        answer = api.post("/rest/api/3/issue/bulkfetch", asked)
        found.update(str(issue["id"]) for issue in answer.documents("issues"))
    return found


def _github_repositories(api: Api, settings: Any) -> dict[str, set[str]]:
    def names(name: str) -> set[str]:
        known = api.get(f"/repos/{name}").body["full_name"]
        return {name.lower(), known.lower()}

    found = for_each(names, settings.repositories, api.max_connections)
    return dict(zip(settings.repositories, found, strict=True))


def _github_shown(api: Api, repository: str, _: list[Held]) -> set[str]:
    pages = whole_list(
        api, f"/repos/{repository}/issues", state="all", sort="created", direction="asc"
    )
    return {str(issue["id"]) for page in pages for issue in page}


def _github_existing(api: Api, repository: str, missing: list[Held]) -> set[str]:
    def is_there(item: Held) -> bool:
        try:
            found = _unless_gone(api, f"/repos/{repository}/issues/{item.number}")
        except RefusedError as refusal:
            if is_no_such_list(refusal):
                return True
            raise
        return found is not None and str(found.get("id")) == item.id

    return _kept(api, is_there, missing)


def _zendesk_shown(api: Api, _: str, held: list[Held]) -> set[str]:
    found: set[str] = set()
    for ids in _hundreds(held):
        answer = api.get("/api/v2/tickets/show_many", ids=",".join(ids))
        found.update(str(ticket["id"]) for ticket in answer.documents("tickets"))
    return found


def _zendesk_existing(api: Api, _: str, missing: list[Held]) -> set[str]:
    def is_there(item: Held) -> bool:
        return _unless_gone(api, f"/api/v2/tickets/{item.id}") is not None

    return _kept(api, is_there, missing)


def _freshdesk_shown(api: Api, _: str, __: list[Held]) -> set[str]:
    return {
        str(ticket["id"]) for _, tickets in pages_by_change(api, EARLIEST) for ticket in tickets
    }


def _freshdesk_existing(api: Api, _: str, missing: list[Held]) -> set[str]:
    def is_there(item: Held) -> bool:
        return _unless_gone(api, f"/api/v2/tickets/{item.id}") is not None

    return _kept(api, is_there, missing)


def _one_desk(_: Api, __: Any) -> dict[str, set[str]]:
    return {"tickets": {""}}


def _kept(api: Api, is_there: Callable[[Held], bool], items: list[Held]) -> set[str]:
    found = for_each(is_there, items, api.max_connections)
    return {item.id for item, there in zip(items, found, strict=True) if there}


def _unless_gone(api: Api, path: str) -> dict[str, Any] | None:
    try:
        body = api.get(path).body
    except RefusedError as refusal:
        if refusal.status not in GONE or is_no_such_list(refusal):
            raise
        return None
    return body if isinstance(body, dict) else None


def _hundreds(items: list[Held]) -> Iterable[list[str]]:
    ids = [item.id for item in items]
    return (ids[at : at + IDS_PER_REQUEST] for at in range(0, len(ids), IDS_PER_REQUEST))


LISTINGS = {
    "jira": Listing(
        *("issues", "$.fields.project.id", None, _jira_projects, _jira_shown, _jira_existing),
        comes_back_undated=True,
    ),
    "github": Listing(
        *("issues", "$.repository_url", "$.number"),
        *(_github_repositories, _github_shown, _github_existing),
        comes_back_undated=True,
    ),
    "zendesk": Listing(
        *("tickets", None, None, _one_desk, _zendesk_shown, _zendesk_existing),
        comes_back_undated=False,
    ),
    "freshdesk": Listing(
        *("tickets", None, None, _one_desk, _freshdesk_shown, _freshdesk_existing),
        comes_back_undated=False,
    ),
}
