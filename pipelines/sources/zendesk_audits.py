"""Zendesk's ticket audits: each change of each ticket, with its author and moment.

The account's list of all audits is the cheapest way to them, but not a complete one: archived
tickets are missing from it, and it cannot be asked by date. Its documentation once promised the
newest first; recorded accounts give the oldest first, and whether one heeds `sort` is not said. So
it is read whole once, and on later nights only where it opens with audits as new as those sought.
Elsewhere, and for closed tickets it does not show, each ticket of the export is asked for its own
audits, which are all of them.
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import chain
from typing import Any

from pipelines.sources.answers import RefusedError
from pipelines.sources.concurrency import for_each
from pipelines.sources.cursors import State, latest_of, move_on, read_since
from pipelines.sources.documents import Document, to_utc
from pipelines.sources.http import Api
from pipelines.sources.slices import Resume, Slice
from pipelines.sources.zendesk_pages import EARLIEST, OVERLAP, list_pages

TICKETS_PER_BATCH = 200
CURSOR = "ticket_audits"
SORT_REFUSED = (400, 422)
AuditPage = tuple[list[Document], str | None]
"""Audits, and the cursor of the page after them, if there is one."""


def read_audits(
    api: Api, state: State, resume: Resume, wanted: dict[str, Any], piece: Slice
) -> Iterator[list[Document]]:
    """Read the audits since the newest of the last night, less an hour, and archived tickets'.

    Args:
        api: the site.
        state: holds the newest audit's moment, not past the tool's clock when the read began.
        resume: holds, between slices, that clock, the newest moment so far, and the list's page.
        wanted: status by id of each exported ticket; taken out once listed or to be asked for.
        piece: the slice, at whose end the reading stops.
    """
    since = read_since(state, CURSOR, OVERLAP, None, EARLIEST)
    begun = resume.setdefault(
        "audits", {"clock": api.get("/api/v2/users/me").server_time().isoformat()}
    )
    if "tickets" not in begun:
        begun["restored"] = [*begun.get("restored", []), *_restored(state, wanted)]
        is_first = since == EARLIEST
        pages = _listed(api, begun.get("page")) if is_first else _listed_down_to(api, since)
        for audits, next_page in pages or ():
            yield audits
            begun["latest"] = _latest(begun, audits)
            for audit in audits:
                wanted.pop(str(audit["ticket_id"]), None)
            begun["page"] = next_page
            if is_first and next_page and piece.ends():
                return
        unlisted = [
            int(ticket_id)
            for ticket_id, status in wanted.items()
            if status != "deleted" and (status == "closed" or pages is None)
        ]
        begun["tickets"] = sorted({*unlisted, *begun["restored"]})
        wanted.clear()
    while begun["tickets"]:
        some = begun["tickets"][:TICKETS_PER_BATCH]
        found: list[list[Document]] = []
        with piece.ended_by_quota():
            for audits in for_each(lambda one: _audits_of(api, one), some, api.max_connections):
                found.append(audits)  # noqa: PERF402 - what came before a spent quota is kept
        gathered = [audit for audits in found for audit in audits]
        yield gathered
        begun["latest"] = _latest(begun, gathered)
        begun["tickets"] = begun["tickets"][len(found) :]
        if begun["tickets"] and piece.ends():
            return
    move_on(state, CURSOR, [to_utc(begun.get("latest"))], datetime.fromisoformat(begun["clock"]))
    del resume["audits"]
    if wanted:
        # What was exported while an interrupted reading waited for its next night.
        yield from read_audits(api, state, resume, wanted, piece)
    else:
        piece.done.add(CURSOR)


def _restored(state: State, exported: dict[str, Any]) -> list[int]:
    """Give the tickets that were deleted when last exported, and note those that are now.

    The account's list hid their audits meanwhile, and shows them again as old as they are.
    """
    noted = set(state.get("deleted_tickets", "").split())
    restored = {key for key in noted if exported.get(key, "deleted") != "deleted"}
    deleted = {key for key, status in exported.items() if status == "deleted"}
    state["deleted_tickets"] = " ".join(sorted(noted - restored | deleted))
    return [int(key) for key in restored]


def _latest(begun: Resume, audits: list[Document]) -> str | None:
    latest = latest_of([to_utc(begun.get("latest")), *_moments(audits)])
    return latest.isoformat() if latest else None


def _moments(audits: list[Document]) -> list[datetime]:
    return [moment for audit in audits if (moment := to_utc(audit.get("created_at")))]


def _listed(api: Api, page: str | None = None, **params: str) -> Iterator[AuditPage]:
    """Read the list from a page on."""
    params |= {"page[after]": page} if page else {}
    for answer in list_pages(api, "/api/v2/ticket_audits", **params):
        meta = answer.body.get("meta") or {}
        yield (
            answer.documents("audits"),
            meta.get("after_cursor") if meta.get("has_more") else None,
        )


def _listed_down_to(api: Api, since: datetime) -> Iterator[AuditPage] | None:
    """Give the list down to a moment; null where it is not newest first, as far as one can see."""
    pages = _listed(api, sort="-created_at")
    try:
        first = next(pages)
    except RefusedError as refusal:
        if refusal.status not in SORT_REFUSED:
            raise
        return None
    audits, _ = first
    if audits and max(_moments(audits[:1]), default=since) < since:
        return None
    return _down_to(since, chain([first], pages))


def _down_to(since: datetime, pages: Iterator[AuditPage]) -> Iterator[AuditPage]:
    for page in pages:
        yield page
        if any(moment < since for moment in _moments(page[0])):
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
