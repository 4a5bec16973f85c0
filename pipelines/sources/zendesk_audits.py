"""Zendesk's ticket audits: each change of each ticket, with its author and moment.

The account's list of all audits is the cheapest way to them, but not a complete one: archived
tickets are missing from it, and it cannot be asked by date. Its documentation once promised the
newest first; recorded accounts give the oldest first, and whether one heeds `sort` is not said. So
it is read whole once, and on later nights only where it opens with audits as new as those sought.
Elsewhere, and for closed tickets it does not show, each ticket of the export is asked for its own
audits, which are all of them.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import chain

from pipelines.sources.answers import RefusedError
from pipelines.sources.concurrency import for_each
from pipelines.sources.cursors import State, move_on, read_since
from pipelines.sources.documents import Document, to_utc
from pipelines.sources.http import Api
from pipelines.sources.zendesk_pages import EARLIEST, OVERLAP, list_pages

AUDITS_PER_BATCH = 1000
CURSOR = "ticket_audits"
SORT_REFUSED = (400, 422)


def read_audits(api: Api, state: State, exported: Mapping[int, str]) -> Iterator[list[Document]]:
    """Read the audits since the newest of the last night, less an hour, and archived tickets'.

    Args:
        api: the site.
        state: holds the newest audit's moment, not past the tool's clock when the read began.
        exported: status by id of each ticket that this night's export gave.
    """
    since = read_since(state, CURSOR, OVERLAP, None, EARLIEST)
    clock = api.get("/api/v2/users/me").server_time()
    pages = _listed(api) if since == EARLIEST else _listed_down_to(api, since)
    listed: set[int] = set()
    for audits in pages or ():
        yield audits
        listed.update(audit["ticket_id"] for audit in audits)
        move_on(state, CURSOR, _moments(audits), clock)
    sought = [
        ticket_id
        for ticket_id, status in exported.items()
        if status != "deleted" and ticket_id not in listed and (status == "closed" or pages is None)
    ]
    for audits in _batches(for_each(lambda one: _audits_of(api, one), sought, api.max_connections)):
        yield audits
        move_on(state, CURSOR, _moments(audits), clock)


def _moments(audits: list[Document]) -> list[datetime]:
    return [moment for audit in audits if (moment := to_utc(audit.get("created_at")))]


def _listed(api: Api, **params: str) -> Iterator[list[Document]]:
    for answer in list_pages(api, "/api/v2/ticket_audits", **params):
        yield answer.documents("audits")


def _listed_down_to(api: Api, since: datetime) -> Iterator[list[Document]] | None:
    """Give the list down to a moment; null where it is not newest first, as far as one can see."""
    pages = _listed(api, sort="-created_at")
    try:
        first = next(pages)
    except RefusedError as refusal:
        if refusal.status not in SORT_REFUSED:
            raise
        return None
    if first and max(_moments(first[:1]), default=since) < since:
        return None
    return _down_to(since, chain([first], pages))


def _down_to(since: datetime, pages: Iterator[list[Document]]) -> Iterator[list[Document]]:
    for audits in pages:
        yield audits
        if any(moment < since for moment in _moments(audits)):
            return


def _audits_of(api: Api, ticket_id: int) -> list[Document]:
    """Give all audits of a ticket; one deleted since it was exported has none."""
    try:
        return [
            audit
            for answer in list_pages(api, f"/api/v2/tickets/{ticket_id}/audits")
            for audit in answer.documents("audits")
        ]
    except RefusedError as refusal:
        if refusal.status == 404:
            return []
        raise


def _batches(lists: Iterator[list[Document]]) -> Iterator[list[Document]]:
    """Join short lists: a table per ticket would cost more than its rows."""
    batch: list[Document] = []
    for documents in lists:
        batch += documents
        if len(batch) >= AUDITS_PER_BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
