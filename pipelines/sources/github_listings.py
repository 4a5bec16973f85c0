"""What GitHub shows today: issues, and the comments below them, 100 a request.

Lists are read in the order of change, which no edit upsets. A missing issue answers 301
(transferred: it lives on under another id), 404 or 410, and 410 too where issues are switched off,
which none is lost by; a pull request cannot be deleted. No list tells which comments were deleted,
and an issue's count of them says nothing of those from before `start_on`: so they are listed whole.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

from pipelines.sources.answers import RefusedError
from pipelines.sources.concurrency import for_each
from pipelines.sources.documents import Document, RawTable
from pipelines.sources.github_pages import changed_since, is_no_such_list
from pipelines.sources.github_tables import COMMENTS, ISSUES, REVIEW_COMMENTS
from pipelines.sources.held import Held, Listing, known, unless_gone
from pipelines.sources.http import Api
from pipelines.sources.slices import Place

LONG_AGO = datetime.fromtimestamp(0, UTC)


def _repositories(api: Api, settings: Any) -> dict[str, list[str]]:
    def names(name: str) -> list[str]:
        return [api.get(f"/repos/{name}").body["full_name"].lower(), name.lower()]

    found = for_each(names, settings.repositories, api.max_connections)
    return dict(zip(settings.repositories, found, strict=True))


def _leads_to(api: Api, former_name: str) -> str | None:
    try:
        return str(api.get(f"/repos/{former_name}").body["full_name"]).lower()
    except RefusedError:
        return None


def _shown(
    part: str, table: RawTable, **asked: str
) -> Callable[[Api, str, list[Held], Place], Iterator[list[str]]]:
    def shown(api: Api, repository: str, _: list[Held], place: Place) -> Iterator[list[str]]:
        path = f"/repos/{repository}/{part}"
        for documents in changed_since(api, path, table, LONG_AGO, place, **asked):
            yield [str(document["id"]) for document in documents]

    return shown


def _existing(part: str) -> Callable[[Api, str, list[Held]], dict[str, Document]]:
    def existing(api: Api, repository: str, missing: list[Held]) -> dict[str, Document]:
        def ask(item: Held) -> Document | None:
            try:
                return unless_gone(api, f"/repos/{repository}/{part}/{item.number}")
            except RefusedError as refusal:
                if is_no_such_list(refusal):
                    return {"id": item.id}
                raise

        return known(api, ask, missing)

    return existing


OF_ISSUE = ("$.issue_url", "$.url")
OF_PULL_REQUEST = ("$.pull_request_url", "$.pull_request.url")
ISSUES_LISTED = Listing(
    *("issues", "$.repository_url", "$.number", _repositories),
    *(_shown("issues", ISSUES, state="all"), _existing("issues")),
    leads_to=_leads_to,
    comes_back_undated=True,
    below=(("comments", *OF_ISSUE), ("review_comments", *OF_PULL_REQUEST)),
)
COMMENTS_LISTED = Listing(
    *("comments", "$.issue_url", "$.id", _repositories),
    *(_shown("issues/comments", COMMENTS), _existing("issues/comments")),
    parent=OF_ISSUE,
)
REVIEW_COMMENTS_LISTED = Listing(
    *("review_comments", "$.pull_request_url", "$.id", _repositories),
    *(_shown("pulls/comments", REVIEW_COMMENTS), _existing("pulls/comments")),
    parent=OF_PULL_REQUEST,
)
