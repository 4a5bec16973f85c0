"""Jira's comments beyond those that come with an issue.

Atlassian: `/search/jql` gives at most 20 comments an issue, whatever is asked, and says in `total`
how many there are. An issue with more gets them all in their place before it is kept, as its own
address would give it; nothing else of it is touched.
"""

import math
from typing import Any

import msgspec

from pipelines.sources.answers import RefusedError, SourceError
from pipelines.sources.concurrency import for_each
from pipelines.sources.documents import Document
from pipelines.sources.http import Api
from pipelines.sources.jira_pages import HeadsAndBytes
from pipelines.sources.jira_shapes import PARTS

COMMENTS_PER_PAGE = 100
READINGS = 5


def with_all_comments(api: Api, page: HeadsAndBytes) -> HeadsAndBytes:
    """Give a page of issues with the comments that the search left out."""
    heads, issues = page[0], list(page[1])

    def read(n: int) -> tuple[int, list[Document]]:
        return n, comments_of(api, heads[n]["id"])

    cut = [n for n, head in enumerate(heads) if _is_cut(head)]
    for n, comments in for_each(read, cut, api.max_connections):
        if comments:
            issues[n] = _with_comments(issues[n], comments)
    return heads, issues


def comments_of(api: Api, issue_id: str) -> list[Document]:
    """Read an issue's comments, oldest first; none of an issue that has gone since it was found.

    Each page begins with the last comment of the page before. If it does not, comments before it
    were deleted and others slid over the edge of the pages unread: then all are read again.
    """
    path = f"/rest/api/3/issue/{issue_id}/comment"
    try:
        for _ in range(READINGS):
            comments = _read_through(api, path)
            if comments is not None:
                return comments
    except RefusedError as refusal:
        if refusal.status != 404:
            raise
        return []
    raise SourceError(
        f"{api.site}{path} shows other comments at the same place each time it is read: it "
        "would never end; later type: headway nightly"
    )


def _read_through(api: Api, path: str) -> list[Document] | None:
    found: list[Document] = []
    while True:
        asked = {"startAt": max(0, len(found) - 1), "maxResults": COMMENTS_PER_PAGE}
        answer = api.get(path, **asked, orderBy="created")
        page = answer.documents("comments")
        if found and [one["id"] for one in page[:1]] != [found[-1]["id"]]:
            return None
        n_before = len(found)
        found[-1:] = page
        if len(found) == n_before or len(found) >= (answer.body.get("total") or math.inf):
            return found


def _is_cut(issue: Document) -> bool:
    comment = (issue.get("fields") or {}).get("comment") or {}
    return (comment.get("total") or 0) > len(comment.get("comments") or ())


def _with_comments(issue: msgspec.Raw, comments: list[Document]) -> msgspec.Raw:
    document: dict[str, Any] = PARTS.decode(issue)
    fields: dict[str, Any] = PARTS.decode(document["fields"])
    whole = {"comments": comments, "maxResults": len(comments), "total": len(comments)}
    fields["comment"] = PARTS.decode(fields["comment"]) | whole
    document["fields"] = fields
    return msgspec.Raw(msgspec.json.encode(document))
