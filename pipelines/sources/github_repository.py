"""One GitHub repository, list by list: what a night reads of it.

Reviews and commits move their pull request, comments and events their issue, so what hangs below
is read for those that changed. Pull requests are read before issues, so that each finds its
issues row.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pipelines.sources.concurrency import for_each
from pipelines.sources.documents import Batch, Document, of_parent
from pipelines.sources.github_links import closing_references
from pipelines.sources.github_pages import changed_since, newest_first, whole_list
from pipelines.sources.github_tables import (
    CLOSING_REFERENCES,
    COMMENTS,
    COMMITS,
    EVENTS,
    ISSUES,
    PULL_REQUESTS,
    REVIEW_COMMENTS,
    REVIEWS,
    SUB_ISSUES,
)
from pipelines.sources.http import Api
from pipelines.sources.slices import Place


@dataclass
class Standing:
    """How far a repository has been read: all lists before `number`, and that one up to `place`."""

    place: Place
    number: int = 0
    is_complete: bool = False


def read_repository(api: Api, name: str, since: datetime, standing: Standing) -> Iterator[Batch]:
    """Read what changed in one repository, list by list, from where it stands."""
    lists = (_pull_requests, _closing_references, _issues, _comments, _review_comments, _events)
    piece = standing.place.piece
    with piece.ended_by_quota():
        while standing.number < len(lists):
            yield from lists[standing.number](api, name, since, standing.place)
            if standing.place.page is not None:
                return
            standing.number += 1
            if standing.number < len(lists) and piece.ends():
                return
        standing.is_complete = True


def _pull_requests(api: Api, name: str, since: datetime, place: Place) -> Iterator[Batch]:
    path = f"/repos/{name}/pulls"
    newest = {"state": "all", "sort": "updated", "direction": "desc"}
    for pulls in newest_first(api, path, PULL_REQUESTS, since, place, **newest):
        yield {
            PULL_REQUESTS.name: pulls,
            REVIEWS.name: _of_each(api, pulls, path, "reviews"),
            COMMITS.name: _of_each(api, pulls, path, "commits"),
        }


def _closing_references(api: Api, name: str, since: datetime, place: Place) -> Iterator[Batch]:
    for references in closing_references(api, name, since, place):
        yield {CLOSING_REFERENCES.name: references}


def _issues(api: Api, name: str, since: datetime, place: Place) -> Iterator[Batch]:
    path = f"/repos/{name}/issues"
    for issues in changed_since(api, path, ISSUES, since, place, state="all"):
        parents = [issue for issue in issues if _n_sub_issues(issue)]
        yield {
            ISSUES.name: issues,
            SUB_ISSUES.name: _of_each(api, parents, path, "sub_issues"),
        }


def _comments(api: Api, name: str, since: datetime, place: Place) -> Iterator[Batch]:
    for comments in changed_since(api, f"/repos/{name}/issues/comments", COMMENTS, since, place):
        yield {COMMENTS.name: comments}


def _review_comments(api: Api, name: str, since: datetime, place: Place) -> Iterator[Batch]:
    path = f"/repos/{name}/pulls/comments"
    for comments in changed_since(api, path, REVIEW_COMMENTS, since, place):
        yield {REVIEW_COMMENTS.name: comments}


def _events(api: Api, name: str, since: datetime, place: Place) -> Iterator[Batch]:
    for events in newest_first(api, f"/repos/{name}/issues/events", EVENTS, since, place):
        yield {EVENTS.name: events}


def _n_sub_issues(issue: Document) -> int:
    return (issue.get("sub_issues_summary") or {}).get("total") or 0


def _of_each(api: Api, parents: list[Document], path: str, details: str) -> list[Document]:
    """Read one kind of detail of each issue or pull request, noted with its parent's id."""

    def read(parent: Document) -> list[Document]:
        pages = whole_list(api, f"{path}/{parent['number']}/{details}")
        return of_parent(parent["id"], [document for page in pages for document in page])

    found = for_each(read, parents, api.max_connections)
    return [document for documents in found for document in documents]
