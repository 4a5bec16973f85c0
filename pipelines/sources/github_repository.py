"""One GitHub repository, list by list: what a night reads of it.

Reviews and commits move their pull request, comments and events their issue, so what hangs below
is read for those that changed. Pull requests are read before issues, so that each finds its
issues row.
"""

from collections.abc import Iterator
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


def read_repository(api: Api, name: str, since: datetime) -> Iterator[Batch]:
    """Read what changed in one repository, list by list."""
    path = f"/repos/{name}"
    newest = {"state": "all", "sort": "updated", "direction": "desc"}
    for pulls in newest_first(api, f"{path}/pulls", PULL_REQUESTS, since, **newest):
        yield {
            PULL_REQUESTS.name: pulls,
            REVIEWS.name: _of_each(api, pulls, f"{path}/pulls", "reviews"),
            COMMITS.name: _of_each(api, pulls, f"{path}/pulls", "commits"),
        }
    for references in closing_references(api, name, since):
        yield {CLOSING_REFERENCES.name: references}
    for issues in changed_since(api, f"{path}/issues", ISSUES, since, state="all"):
        parents = [issue for issue in issues if _n_sub_issues(issue)]
        yield {
            ISSUES.name: issues,
            SUB_ISSUES.name: _of_each(api, parents, f"{path}/issues", "sub_issues"),
        }
    for comments in changed_since(api, f"{path}/issues/comments", COMMENTS, since):
        yield {COMMENTS.name: comments}
    for comments in changed_since(api, f"{path}/pulls/comments", REVIEW_COMMENTS, since):
        yield {REVIEW_COMMENTS.name: comments}
    for events in newest_first(api, f"{path}/issues/events", EVENTS, since):
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
