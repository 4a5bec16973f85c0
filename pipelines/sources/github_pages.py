"""GitHub's lists, read so that a list that changes while it is read loses no row.

A `Link` is followed as it stands. Where it counts pages, though, a row that is edited leaves its
place, all rows behind it move up by one, and the first row of the next page is never seen; its
moment lies behind the next cursor, so it would be lost for good. Lists that take `since` are
therefore asked anew from the last row's own moment, which also keeps them below page 100, where
GitHub refuses to count on (422). Lists that do not are read newest first: what moves there moves
to the front, and comes next time.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pipelines.sources.answers import Answer, RefusedError, SourceError
from pipelines.sources.documents import Document, RawTable
from pipelines.sources.http import Api

ROWS_PER_PAGE = 100


def whole_list(api: Api, path: str, **asked: Any) -> Iterator[list[Document]]:
    """Read a list to its end; one that GitHub does not keep for this repository is empty."""
    try:
        for answer in _answers(api, path, **asked):
            yield answer.documents()
    except RefusedError as refusal:
        if not _is_no_such_list(refusal):
            raise


def changed_since(
    api: Api, path: str, table: RawTable, since: datetime, **asked: Any
) -> Iterator[list[Document]]:
    """Read what changed at or after a moment, oldest change first."""
    order = {"sort": "updated", "direction": "asc", **asked}
    try:
        while True:
            for answer in _answers(api, path, since=_stamp(since), **order):
                page = answer.documents()
                yield page
                reached = table.updated_at_of(page[-1]) if page else None
                if reached and _counts_pages(answer) and reached > since:
                    since = reached
                    break
            else:
                return
    except RefusedError as refusal:
        if not _is_no_such_list(refusal):
            raise


def newest_first(
    api: Api, path: str, table: RawTable, since: datetime, **asked: Any
) -> Iterator[list[Document]]:
    """Read a list that GitHub sorts newest first, back to a moment; what is older is left out."""
    oldest: datetime | None = None
    try:
        for answer in _answers(api, path, **asked):
            page = answer.documents()
            yield since_moment(page, table, since)
            oldest = table.updated_at_of(page[-1]) if page else oldest
            if oldest and oldest < since:
                return
    except RefusedError as refusal:
        if _is_page_cap(refusal) and oldest:
            raise SourceError(
                f"{api.site}{path} goes back no further than {_stamp(oldest)}: set start_on = "
                f"{oldest.date() + timedelta(days=1)} in .dlt/config.toml [sources.github], "
                "then type: headway nightly"
            ) from refusal
        if not _is_no_such_list(refusal):
            raise


def since_moment(documents: list[Document], table: RawTable, since: datetime) -> list[Document]:
    """Give the documents of a moment or later, and those that carry none."""
    moments = [table.updated_at_of(document) for document in documents]
    return [
        document
        for document, moment in zip(documents, moments, strict=True)
        if moment is None or moment >= since
    ]


def _answers(api: Api, path: str, **asked: Any) -> Iterator[Answer]:
    """Follow `rel="next"` to the last page."""
    answer = api.get(path, per_page=ROWS_PER_PAGE, **asked)
    followed: set[str] = set()
    yield answer
    while link := answer.next_link():
        if link in followed:
            raise SourceError(
                f"{answer.url} names {link} as its next page for the second time: "
                "it would never end; later type: headway nightly"
            )
        followed.add(link)
        answer = api.get(link)
        yield answer


def _counts_pages(answer: Answer) -> bool:
    """Tell whether the next page is a count of rows, not a place in the order (`after`)."""
    link = answer.next_link()
    return link is not None and "after" not in parse_qs(urlsplit(link).query)


def _stamp(moment: datetime) -> str:
    """Write a moment as GitHub reads it; the fraction is cut off, so nothing falls between."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _is_page_cap(refusal: RefusedError) -> bool:
    return refusal.status == 422 and "pagination" in str(refusal.body).lower()


def _is_no_such_list(refusal: RefusedError) -> bool:
    """GitHub answers 410 where issues are switched off and 409 where nothing was ever committed."""
    words = str(refusal.body).lower()
    return (refusal.status == 410 and "disabled" in words) or (
        refusal.status == 409 and "repository is empty" in words
    )
