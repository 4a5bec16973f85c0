"""Freshdesk.

Loads tickets, deleted and spam ones too, with their timestamps of service (`stats`), requester and
description; the conversations of each changed ticket; satisfaction ratings; and in full each night
the small tables: agents, groups, companies, ticket fields.

Tables and keys: each by the tool's numeric id.

Incremental: tickets by `updated_since`, with one cursor for each of the three lists the tool keeps
(live, deleted, spam), read in the order of change with one hour of overlap. Each page is asked for
from the last change seen, not by its number: an edit during the read would shift the pages under
a number, and the row that slipped between two of them would never be asked for again. Ratings by
`created_since`, read again for the 30 days in which a customer may change one. Every cursor comes
from the tool, never passes its clock, and is committed with the rows it covers. A ticket erased
for good leaves no trace in these lists. Nor does one that the tool has archived, closed and
untouched for about 120 days: it is kept as it was last seen, and asked for no more; what was
archived before a first pull, or a full refresh, cannot be listed.

Secrets: the API key of an agent who sees all tickets, sent as basic authentication.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import dlt
from dlt.extract import DltResource

from pipelines.configuration import FreshdeskSettings
from pipelines.errors import Problem
from pipelines.sources.answers import RefusedError, SourceError
from pipelines.sources.concurrency import for_each
from pipelines.sources.cursors import move_on, read_since
from pipelines.sources.documents import Batch, Document, RawTable, read_state, to_utc
from pipelines.sources.freshdesk_pages import (
    conversation_pages,
    numbered_pages,
    pages_by_change,
    to_text,
)
from pipelines.sources.freshdesk_tables import (
    AGENTS,
    COMPANIES,
    CONVERSATIONS,
    GROUPS,
    SATISFACTION_RATINGS,
    TICKET_FIELDS,
    TICKETS,
    updated_at,
)
from pipelines.sources.freshdesk_tables import TABLES as TABLES
from pipelines.sources.http import Api
from pipelines.sources.slices import Place, Slice, resume_points

logger = logging.getLogger(__name__)

OVERLAP = timedelta(hours=1)
RATING_MAY_CHANGE = timedelta(days=30)
EARLIEST = datetime(2010, 1, 1, tzinfo=UTC)
"""Before the tool existed; without a moment it gives the last 30 days only."""
TICKET_LISTS: dict[str, dict[str, str]] = {
    "tickets": {},
    "deleted_tickets": {"filter": "deleted"},
    "spam_tickets": {"filter": "spam"},
}
NOT_IN_PLAN = (403, 404)
ALL_TICKETS = 1
"""The `ticket_scope` of an agent who sees all; 2 and 3 see some groups' tickets, or their own."""
PLACE = ".dlt/config.toml [sources.freshdesk]"


def connect(settings: FreshdeskSettings, max_connections: int) -> Api:
    """Open the site's REST interface; the tool ignores the password."""
    credentials = (settings.api_key.get_secret_value(), "X")
    return Api(settings.site, credentials, {"Accept": "application/json"}, max_connections)


@dlt.source(name="freshdesk", max_table_nesting=0)
def source(api: Api, settings: FreshdeskSettings, piece: Slice | None = None) -> Any:
    """Give the resources of a Freshdesk account, one per raw table."""
    piece = piece or Slice()
    batches = dlt.resource(
        lambda: _read_tickets(api, settings, piece), name="freshdesk_batches", selected=False
    )
    return [
        TICKETS.picked_from(batches),
        CONVERSATIONS.picked_from(batches),
        SATISFACTION_RATINGS.resource(lambda: _read_ratings(api, settings, piece)),
        _whole(api, AGENTS, piece),
        _whole(api, GROUPS, piece),
        _whole(api, COMPANIES, piece),
        # This list is not paged: a second page would be the first again.
        TICKET_FIELDS.resource(lambda: iter([api.get("/api/v2/ticket_fields").documents()]), piece),
    ]


def _whole(api: Api, table: RawTable, piece: Slice) -> DltResource:
    return table.resource(
        lambda: (page.documents() for page in numbered_pages(api, f"/api/v2/{table.name}")), piece
    )


def _read_tickets(api: Api, settings: FreshdeskSettings, piece: Slice) -> Iterator[Batch]:
    """Read the three lists; of a ticket that moves between them meanwhile the newest wins.

    A list is read in the order of change, so its cursor moves with each page; where a slice ends,
    the next goes on without the overlap.
    """
    state, resume = read_state(), resume_points()
    for name, which in TICKET_LISTS.items():
        if name in piece.done:
            continue
        since = read_since(state, name, OVERLAP, settings.start_on, EARLIEST)
        place = Place(piece, resume.pop(name, None))
        started_at = None
        with piece.ended_by_quota():
            for answer, tickets in pages_by_change(api, since, place, **which):
                yield {"tickets": tickets, "conversations": _conversations_of(api, tickets)}
                started_at = started_at or answer.server_time()
                move_on(state, name, map(updated_at, tickets), started_at)
        if not place.is_read:
            if place.page:
                resume[name] = place.page
            return
        piece.done.add(name)


def _conversations_of(api: Api, tickets: list[Document]) -> list[Document]:
    """Read the tickets' whole conversations; one deleted since it was listed has none."""

    def read(ticket_id: int) -> list[Document]:
        try:
            pages = conversation_pages(api, ticket_id)
            return [part for answer in pages for part in answer.documents()]
        except RefusedError as refusal:
            if refusal.status == 404:
                return []
            raise

    ids = [ticket["id"] for ticket in tickets]
    return [part for parts in for_each(read, ids, api.max_connections) for part in parts]


def _read_ratings(api: Api, settings: FreshdeskSettings, piece: Slice) -> Iterator[list[Document]]:
    """Read the ratings; a plan or account without surveys has none."""
    name, path = SATISFACTION_RATINGS.name, f"/api/v2/surveys/{SATISFACTION_RATINGS.name}"
    if name in piece.done:
        return
    state = read_state()
    since = read_since(state, name, RATING_MAY_CHANGE, settings.start_on, EARLIEST)
    clock, moments = None, list[datetime | None]()
    try:
        with piece.ended_by_quota():
            for answer in numbered_pages(api, path, created_since=to_text(since)):
                yield answer.documents()
                clock = clock or answer.server_time()
                moments += [to_utc(rating.get("created_at")) for rating in answer.documents()]
            if clock:
                move_on(state, name, moments, clock)
            piece.done.add(name)
    except RefusedError as refusal:
        if clock or refusal.status not in NOT_IN_PLAN:
            raise
        logger.warning("%s; the plan or role has no such list, its table gets no rows", refusal)


def probe(api: Api, settings: FreshdeskSettings) -> list[Problem]:
    """Ask who we are, and whether we see all tickets: with a narrower scope the rest is missing."""
    try:
        answer = api.get("/api/v2/agents/me")
    except SourceError as fault:
        return [Problem(PLACE, str(fault), "")]
    agent = answer.body if isinstance(answer.body, dict) else {}
    if "id" not in agent:
        return [
            Problem(
                f"{PLACE} site",
                f"{settings.site} answers, but not as Freshdesk does: {answer.words()[:100]}",
                "correct the site; then: headway check",
            )
        ]
    if agent.get("ticket_scope", ALL_TICKETS) != ALL_TICKETS:
        return [
            Problem(
                ".dlt/secrets.toml [sources.freshdesk] api_key",
                "its agent sees the tickets of some groups only, or only their own",
                "use the key of an agent with global access; then: headway check, and where this "
                "key has pulled already: headway nightly --source freshdesk --full-refresh",
            )
        ]
    return []
