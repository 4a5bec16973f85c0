"""Jira's comments: the few that a search gives with an issue, and all of them, page by page."""

from collections.abc import Callable

from starlette.responses import Response

from pipelines.example.http_service import Call
from pipelines.example.jira_site import JiraSite, numbered_page
from pipelines.example.store import Document

MOST_IN_A_SEARCH = 20


def as_found(issue: Document) -> Document:
    """Give an issue as a search does: with its first comments, and how many there are."""
    fields = issue.get("fields") or {}
    comment = fields.get("comment") or {}
    comments = comment.get("comments") or []
    if len(comments) <= MOST_IN_A_SEARCH:
        return issue
    few = {"comments": comments[:MOST_IN_A_SEARCH], "maxResults": MOST_IN_A_SEARCH}
    return issue | {"fields": fields | {"comment": comment | few}}


def issue_comments(site: JiraSite) -> Callable[[Call], Response]:
    """Give the endpoint `/issue/{id}/comment`: oldest first, at most a hundred a page."""

    def comments(call: Call) -> Response:
        fields = site.asked_issue(call).get("fields") or {}
        found = (fields.get("comment") or {}).get("comments") or []
        ordered = found[::-1] if call.query.get("orderBy") == "-created" else found
        return numbered_page(call, ordered, "comments", size=100, has_links=False)

    return comments
