"""Jira's pages: by token in search and changelogs, by offset in the small lists."""

from collections.abc import Iterator
from typing import Any

from pipelines.sources.answers import RefusedError, SourceError
from pipelines.sources.concurrency import for_each
from pipelines.sources.documents import Document, of_parent
from pipelines.sources.http import Api

HISTORIES_PER_PAGE = 1000
ROWS_PER_PAGE = 50
ACCOUNTS_PER_PAGE = 200
NO_SPRINTS = "does not support sprints"


def token_pages(api: Api, path: str, asked: dict[str, Any], key: str) -> Iterator[list[Document]]:
    """Read until no token is left: a short page is not the last, nor is `isLast` relied on."""
    tokens: set[str] = set()
    token = None
    while True:
        answer = api.post(path, asked | ({"nextPageToken": token} if token else {}))
        yield answer.documents(key)
        token = answer.body.get("nextPageToken")
        if not token:
            return
        if token in tokens:
            raise SourceError(
                f"{answer.url} gives the page token {token[:40]} twice: it would never end; "
                "later type: headway nightly"
            )
        tokens.add(token)


def offset_pages(api: Api, path: str) -> Iterator[list[Document]]:
    """Read until Jira says that this page is the last, or gives an empty one."""
    start = 0
    while True:
        answer = api.get(path, startAt=start, maxResults=ROWS_PER_PAGE)
        page = answer.documents("values")
        yield page
        start += len(page)
        if answer.body.get("isLast", not page) or not page:
            return


def accounts(api: Api) -> Iterator[list[Document]]:
    """Read all accounts; a page is cut before it is filtered, so only an empty one is the last."""
    start = 0
    while page := api.get(
        "/rest/api/3/users/search", startAt=start, maxResults=ACCOUNTS_PER_PAGE
    ).documents():
        yield page
        start += ACCOUNTS_PER_PAGE


def sprints(api: Api) -> Iterator[list[Document]]:
    """Read each board's sprints; a sprint shown on several boards is given once."""
    seen: set[Any] = set()
    for boards in offset_pages(api, "/rest/agile/1.0/board"):
        for board in boards:
            try:
                pages = list(offset_pages(api, f"/rest/agile/1.0/board/{board['id']}/sprint"))
            except RefusedError as refusal:
                if refusal.status == 400 and NO_SPRINTS in str(refusal):
                    continue
                raise
            fresh = [sprint for page in pages for sprint in page if sprint["id"] not in seen]
            seen.update(sprint["id"] for sprint in fresh)
            yield fresh


def changelogs_of(api: Api, ids: list[str]) -> list[Document]:
    """Read the issues' whole histories; one issue may be split over pages."""
    if not ids:
        return []
    asked = {"issueIdsOrKeys": ids, "maxResults": HISTORIES_PER_PAGE}
    return [
        history
        for page in token_pages(api, "/rest/api/3/changelog/bulkfetch", asked, "issueChangeLogs")
        for log in page
        for history in of_parent(log["issueId"], log["changeHistories"])
    ]


def remote_links_of(api: Api, ids: list[str]) -> list[Document]:
    """Read the issues' links to other tools, one request each."""

    def read(issue_id: str) -> list[Document]:
        links = api.get(f"/rest/api/3/issue/{issue_id}/remotelink").documents()
        return of_parent(issue_id, links)

    return [link for links in for_each(read, ids, api.max_connections) for link in links]
