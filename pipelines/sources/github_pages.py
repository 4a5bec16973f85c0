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
from urllib.parse import parse_qs, urlencode, urlsplit

from pipelines.sources.answers import Answer, RefusedError, SourceError
from pipelines.sources.documents import Document, RawTable
from pipelines.sources.http import Api
from pipelines.sources.slices import Place

ROWS_PER_PAGE = 100


def whole_list(api: Api, path: str, **asked: Any) -> Iterator[list[Document]]:
    """Read a list to its end; one that GitHub does not keep for this repository is empty."""
    try:
        for answer in _answers(api, _first_page(path, **asked)):
            yield answer.documents()
    except RefusedError as refusal:
        if not is_no_such_list(refusal):
            raise


def changed_since(
    api: Api,
    path: str,
    table: RawTable,
    since: datetime,
    place: Place | None = None,
    **asked: Any,
) -> Iterator[list[Document]]:
    """Read what changed at or after a moment, oldest change first, from a place on."""
    place = place or Place()
    order = {"sort": "updated", "direction": "asc", **asked}
    asked_for: set[str] = set()
    page: str | None = place.page or _first_page(path, since=_stamp(since), **order)
    since = max(since, _asked_since(place.page)) if place.page else since
    try:
        while page:
            _refuse_repeated(page, asked_for)
            answer = api.get(page)
            rows = answer.documents()
            yield rows
            reached = table.updated_at_of(rows[-1]) if rows else None
            page = answer.next_link()
            if reached and _counts_pages(answer) and reached > since:
                since = reached
                page = _first_page(path, since=_stamp(since), **order)
            if not place.moves_to(page):
                return
    except RefusedError as refusal:
        if not is_no_such_list(refusal):
            raise


def newest_first(
    api: Api,
    path: str,
    table: RawTable,
    since: datetime,
    place: Place | None = None,
    **asked: Any,
) -> Iterator[list[Document]]:
    """Read a list that GitHub sorts newest first, from a place on back to a moment.

    Rows that come in while it is read push the others to later pages: a place is never passed by
    a row that was not seen.
    """
    place = place or Place()
    oldest: datetime | None = None
    try:
        for answer in _answers(api, place.page or _first_page(path, **asked)):
            rows = answer.documents()
            yield since_moment(rows, table, since)
            oldest = table.updated_at_of(rows[-1]) if rows else oldest
            is_last = oldest is not None and oldest < since
            if not place.moves_to(None if is_last else answer.next_link()):
                return
    except RefusedError as refusal:
        if _is_page_cap(refusal) and oldest:
            raise SourceError(
                f"{api.site}{path} goes back no further than {_stamp(oldest)}: set start_on = "
                f"{oldest.date() + timedelta(days=1)} in .dlt/config.toml [sources.github], "
                "then type: headway nightly"
            ) from refusal
        if not is_no_such_list(refusal):
            raise


def since_moment(documents: list[Document], table: RawTable, since: datetime) -> list[Document]:
    """Give the documents of a moment or later, and those that carry none."""
    moments = [table.updated_at_of(document) for document in documents]
    return [
        document
        for document, moment in zip(documents, moments, strict=True)
        if moment is None or moment >= since
    ]


def _first_page(path: str, **asked: Any) -> str:
    return f"{path}?{urlencode({'per_page': ROWS_PER_PAGE, **asked})}"


def _asked_since(page: str) -> datetime:
    return datetime.fromisoformat(parse_qs(urlsplit(page).query)["since"][0])


def _answers(api: Api, page: str | None) -> Iterator[Answer]:
    """Follow `rel="next"` from a page to the last one."""
    asked_for: set[str] = set()
    while page:
        _refuse_repeated(page, asked_for)
        answer = api.get(page)
        yield answer
        page = answer.next_link()


def _refuse_repeated(page: str, asked_for: set[str]) -> None:
    if page in asked_for:
        raise SourceError(
            f"{page} is named as the next page for the second time: it would never end; "
            "later type: headway nightly"
        )
    asked_for.add(page)


def _counts_pages(answer: Answer) -> bool:
    """Tell whether the next page is a count of rows, not a place in the order (`after`)."""
    link = answer.next_link()
    return link is not None and "after" not in parse_qs(urlsplit(link).query)


def _stamp(moment: datetime) -> str:
    """Write a moment as GitHub reads it; the fraction is cut off, so nothing falls between."""
    return moment.strftime("%Y-%m-%dT%H:%M:%SZ")


def _is_page_cap(refusal: RefusedError) -> bool:
    return refusal.status == 422 and "pagination" in str(refusal.body).lower()


def is_no_such_list(refusal: RefusedError) -> bool:
    """GitHub answers 410 where issues are switched off and 409 where nothing was ever committed."""
    words = str(refusal.body).lower()
    return (refusal.status == 410 and "disabled" in words) or (
        refusal.status == 409 and "repository is empty" in words
    )
