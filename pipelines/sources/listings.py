"""What each tool shows today, by id: the other half of a census, which finds what is gone.

Jira: 5,000 ids a request, and what is missing is asked for by id, as a moved issue shows up in its
new project; in one that is not configured it counts as gone. GitHub: see github_listings. Zendesk:
100 ids a request; a soft deletion comes with the export already. Freshdesk: 100 live tickets a
request, and each missing one by itself, first among the live ones, then in the archive, which is
not listed: that of a plan holds what has been closed for about four months, as it was.

Below the items, see deleted_children: Jira tells deleted worklogs, and what is read whole with its
item shows by itself what is gone. Without a way at this price: a comment deleted in Jira, or a
reply or note in Freshdesk, is found when its item is read again, as neither tool says that the
deletion dates the item anew. Zendesk's audits only grow. A commit that was pushed away was work. A
ticket merged into another stays as the closed ticket it is; neither help desk's list names the
other.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from pipelines.sources.answers import RefusedError
from pipelines.sources.documents import Document
from pipelines.sources.freshdesk import EARLIEST
from pipelines.sources.freshdesk_pages import pages_by_change
from pipelines.sources.github_listings import (
    COMMENTS_LISTED,
    ISSUES_LISTED,
    REVIEW_COMMENTS_LISTED,
)
from pipelines.sources.held import Held, Listing, hundreds, known, unless_gone
from pipelines.sources.http import Api
from pipelines.sources.jira_pages import offset_pages, quoted, token_pages
from pipelines.sources.jira_shapes import IDS_PAGE
from pipelines.sources.slices import Place

IDS_PER_SEARCH_PAGE = 5000


def _jira_projects(api: Api, _: Any) -> dict[str, list[str]]:
    pages = offset_pages(api, "/rest/api/3/project/search")
    return {project["key"]: [str(project["id"])] for page in pages for project in page}


def _jira_shown(api: Api, project: str, _: list[Held], __: Place) -> Iterator[list[str]]:
    # Never put aside: a night's requests reach for ten million issues, and its tokens expire.
    jql = f"project = {quoted(project)}"
    asked = {"jql": jql, "fields": ["id"], "maxResults": IDS_PER_SEARCH_PAGE}
    for page in token_pages(api, "/rest/api/3/search/jql", asked, IDS_PAGE):
        yield [issue["id"] for issue in page.issues]


def _jira_existing(api: Api, _: str, missing: list[Held]) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for ids in hundreds(missing):
        asked = {"issueIdsOrKeys": ids, "fields": ["project"]}
        answer = api.post("/rest/api/3/issue/bulkfetch", asked)
        found |= {str(issue["id"]): issue for issue in answer.documents("issues")}
    return found


def within(projects: list[str], issues: Listing) -> Listing:
    """Give Jira's listing where only some projects are read: an issue moved to another is gone."""

    def existing(api: Api, project: str, missing: list[Held]) -> dict[str, Document]:
        found = issues.existing(api, project, missing)
        return {id_: issue for id_, issue in found.items() if _project(issue) in (None, *projects)}

    return replace(issues, existing=existing)


def _project(issue: Document) -> str | None:
    found: str | None = ((issue.get("fields") or {}).get("project") or {}).get("key")
    return found


def _zendesk_shown(api: Api, _: str, held: list[Held], place: Place) -> Iterator[list[str]]:
    """Ask for the tickets by their ids, in order; the place is the last that was asked for."""
    unasked = [item for item in held if not place.page or item.id > place.page]
    if not unasked:
        place.moves_to(None)
    for ids in hundreds(unasked):
        answer = api.get("/api/v2/tickets/show_many", ids=",".join(ids))
        yield [str(ticket["id"]) for ticket in answer.documents("tickets")]
        if not place.moves_to(ids[-1] if ids[-1] != unasked[-1].id else None):
            return


def _zendesk_existing(api: Api, _: str, missing: list[Held]) -> dict[str, Document]:
    return known(api, lambda item: unless_gone(api, f"/api/v2/tickets/{item.id}"), missing)


def _freshdesk_shown(api: Api, _: str, __: list[Held], place: Place) -> Iterator[list[str]]:
    for _answer, tickets in pages_by_change(api, EARLIEST, place):
        yield [str(ticket["id"]) for ticket in tickets]


def _one_desk(_: Api, __: Any) -> dict[str, list[str]]:
    return {"tickets": [""]}


def _freshdesk_existing(api: Api, _: str, missing: list[Held]) -> dict[str, Document]:
    return known(api, lambda item: _live_or_archived(api, item), missing)


def _live_or_archived(api: Api, item: Held) -> Document | None:
    live = unless_gone(api, f"/api/v2/tickets/{item.id}")
    if live:
        return live
    try:
        return unless_gone(api, f"/api/v2/tickets/archived/{item.id}")
    except RefusedError as refusal:
        # The plan has no archive.
        if isinstance(refusal.body, dict) and refusal.body.get("code") == "require_feature":
            return None
        raise


LISTINGS = {
    "jira": (
        Listing(
            *("issues", "$.fields.project.id", None),
            *(_jira_projects, _jira_shown, _jira_existing),
            comes_back_undated=True,
            below=(("worklogs", "$.issueId", "$.id"),),
        ),
    ),
    "github": (ISSUES_LISTED, COMMENTS_LISTED, REVIEW_COMMENTS_LISTED),
    "zendesk": (Listing("tickets", None, None, _one_desk, _zendesk_shown, _zendesk_existing),),
    "freshdesk": (
        Listing(
            *("tickets", None, None, _one_desk, _freshdesk_shown, _freshdesk_existing),
            asks_for_one=2,
        ),
    ),
}
"""By tool: the items first, then what hangs below them and is listed for itself."""
