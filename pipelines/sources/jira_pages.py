"""Jira's pages: by token in search and changelogs, by offset in the small lists.

Issues and histories, nearly all there is to read, stay the bytes they came in; only their heads
are decoded.
"""

from collections.abc import Iterator
from typing import Any, TypeVar

import msgspec

from pipelines.sources.answers import Answer, RefusedError, SourceError
from pipelines.sources.bodies import heads
from pipelines.sources.concurrency import for_each
from pipelines.sources.documents import Document, of_parent
from pipelines.sources.http import Api
from pipelines.sources.jira_shapes import (
    CHANGELOG_PAGE,
    HISTORY_HEAD,
    ISSUE_HEAD,
    ISSUE_PAGE,
    Page,
)

HeadsAndBytes = tuple[list[Document], list[msgspec.Raw]]

ISSUES_PER_PAGE = 100
HISTORIES_PER_PAGE = 1000
ROWS_PER_PAGE = 50
ACCOUNTS_PER_PAGE = 200
NO_SPRINTS = "does not support sprints"
PageT = TypeVar("PageT", bound=Page)


def quoted(text: str) -> str:
    """Write a text in JQL: whatever stands in it, it ends where it ends."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def token_pages(
    api: Api, path: str, asked: dict[str, Any], page: msgspec.json.Decoder[PageT]
) -> Iterator[PageT]:
    """Read until no token is left: a short page is not the last, nor is `isLast` relied on."""
    tokens: set[str] = set()
    token = None
    while True:
        answer = api.post(path, asked | ({"nextPageToken": token} if token else {}), page)
        yield answer.body
        token = answer.body.next_page_token
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
    previous: list[Document] = []
    while True:
        answer = api.get(path, startAt=start, maxResults=ROWS_PER_PAGE)
        page = answer.documents("values")
        _refuse_repeated(answer, page, previous)
        yield page
        start += len(page)
        previous = page
        if answer.body.get("isLast", not page) or not page:
            return


def accounts(api: Api) -> Iterator[list[Document]]:
    """Read all accounts; a page is cut before it is filtered, so only an empty one is the last."""
    start = 0
    previous: list[Document] = []
    while True:
        asked = {"startAt": start, "maxResults": ACCOUNTS_PER_PAGE}
        answer = api.get("/rest/api/3/users/search", **asked)
        page = answer.documents()
        if not page:
            return
        _refuse_repeated(answer, page, previous)
        yield page
        start += ACCOUNTS_PER_PAGE
        previous = page


def _refuse_repeated(answer: Answer, page: list[Document], previous: list[Document]) -> None:
    if page and page == previous:
        raise SourceError(
            f"{answer.url} gives the page before again: it would never end; "
            "later type: headway nightly"
        )


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


def issues_found(api: Api, jql: str) -> Iterator[HeadsAndBytes]:
    """Read the issues of a query."""
    asked = {"jql": jql, "fields": ["*all"], "maxResults": ISSUES_PER_PAGE}
    for page in token_pages(api, "/rest/api/3/search/jql", asked, ISSUE_PAGE):
        yield heads(page.issues, ISSUE_HEAD), page.issues


def changelogs_of(api: Api, ids: list[str]) -> HeadsAndBytes:
    """Read the issues' whole histories."""
    asked = {"issueIdsOrKeys": ids, "maxResults": HISTORIES_PER_PAGE}
    keyed: list[Document] = []
    histories: list[msgspec.Raw] = []
    pages = token_pages(api, "/rest/api/3/changelog/bulkfetch", asked, CHANGELOG_PAGE)
    for page in pages if ids else ():
        for log in page.issue_change_logs:
            keyed += of_parent(log.issue_id, heads(log.change_histories, HISTORY_HEAD))
            histories += log.change_histories
    return keyed, histories


def remote_links_of(api: Api, ids: list[str]) -> list[Document]:
    """Read the issues' links to other tools, one request each."""

    def read(issue_id: str) -> list[Document]:
        links = api.get(f"/rest/api/3/issue/{issue_id}/remotelink").documents()
        return of_parent(issue_id, links)

    return [link for links in for_each(read, ids, api.max_connections) for link in links]
