"""Freshdesk's lists: by page number, and tickets in the order of their change."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from pipelines.sources.answers import Answer, SourceError
from pipelines.sources.documents import Document, to_utc
from pipelines.sources.http import Api
from pipelines.sources.slices import Place

DOCUMENTS_PER_PAGE = 100
DEFAULT_PER_PAGE = 30
Version = tuple[int, datetime | None]
"""A ticket's id and when it last changed."""
LAST_PAGE = 300
"""The tool answers 400 to a ticket page beyond it."""
ONE_SECOND = timedelta(seconds=1)
"""What the tool's moments are rounded to."""


def numbered_pages(api: Api, path: str, **params: Any) -> Iterator[Answer]:
    """Read pages up to an empty one that names no next; a short page is not the last."""
    params |= {"per_page": DOCUMENTS_PER_PAGE, "page": 1}
    previous: list[Document] | None = None
    while True:
        answer = api.get(path, **params)
        documents = answer.documents()
        if not documents and not answer.next_link():
            return
        if documents == previous:
            raise _never_ending(answer, params["page"])
        yield answer
        previous = documents
        params["page"] += 1


def conversation_pages(api: Api, ticket_id: int) -> Iterator[Answer]:
    """Read a ticket's conversations; where one request tells that these are all, make no second.

    A page shorter than the tool's default, without a next link, is the last one even if the tool
    does not heed `per_page`.
    """
    for answer in numbered_pages(api, f"/api/v2/tickets/{ticket_id}/conversations"):
        yield answer
        if len(answer.documents()) < DEFAULT_PER_PAGE and not answer.next_link():
            return


def pages_by_change(
    api: Api, since: datetime, place: Place | None = None, **which: str
) -> Iterator[tuple[Answer, list[Document]]]:
    """Read a list of tickets in the order of change, each page from the last change seen.

    Give each answer with those of its tickets that no earlier page had. Only where more tickets
    than a page holds changed within one second are further pages asked for by number; the tool
    refuses the 301st.
    """
    params = {
        **which,
        "order_by": "updated_at",
        "order_type": "asc",
        "per_page": DOCUMENTS_PER_PAGE,
        "include": "stats,requester,description",
    }
    place = place or Place()
    since = to_utc(place.page) or since
    known: set[Version] = set()
    previous: list[Document] = []
    page = 1
    while True:
        answer = api.get("/api/v2/tickets", updated_since=to_text(since), page=page, **params)
        tickets = answer.documents()
        if not tickets and not answer.next_link():
            place.moves_to(None)
            return
        if page > 1 and tickets == previous:
            raise _never_ending(answer, page)
        previous = tickets
        versions = [_version(ticket) for ticket in tickets]
        fresh = [
            ticket
            for ticket, version in zip(tickets, versions, strict=True)
            if version not in known
        ]
        yield answer, fresh
        known.update(versions)
        reached = _reached(versions)
        if fresh and reached and reached > since:
            since, page = reached, 1
            known = {version for version in known if version[1] and version[1] >= since}
            if not place.moves_to(since.isoformat()):
                return
            continue
        page += 1
        if page > LAST_PAGE:
            raise SourceError(
                f"{answer.url}: {LAST_PAGE * DOCUMENTS_PER_PAGE} tickets or more changed within "
                f"one second, at {tickets[-1].get('updated_at')}, and the tool gives no more of "
                "them; edit some of them there, which dates them anew, then type: headway nightly"
            )


def _never_ending(answer: Answer, page: int) -> SourceError:
    return SourceError(
        f"{answer.url} gives page {page - 1} again: it would never end; later type: headway nightly"
    )


def to_text(moment: datetime) -> str:
    """Write a moment as the tool reads it."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def _version(ticket: Document) -> Version:
    return ticket["id"], to_utc(ticket.get("updated_at"))


def _reached(versions: list[Version]) -> datetime | None:
    """Give the moment to ask for the next page from; null where the page is empty or out of order.

    One second back: more tickets that changed in the last one's second may be on the next page.
    """
    moments = [moment for _, moment in versions if moment]
    if not moments or len(moments) < len(versions) or moments != sorted(moments):
        return None
    return moments[-1] - ONE_SECOND
