"""Zendesk's incremental exports: what changed since a time, or after a cursor."""

from bisect import bisect_left
from typing import Any

from starlette.responses import Response

from pipelines.example.http_service import Call, answer, parts_of, token_of
from pipelines.example.store import Document, Lists, milliseconds, number
from pipelines.example.zendesk_site import ZendeskSite, refusal

LARGEST_PAGE = 1000
Changes = list[tuple[int, int, str]]


def generated_at(document: Document) -> int:
    """Give when a document counts as changed, in epoch seconds; system updates move it too."""
    generated = document.get("generated_timestamp")
    return int(generated) if generated else milliseconds(document["updated_at"]) // 1000


class ZendeskExports:
    """The endpoints below `/incremental`."""

    def __init__(self, site: ZendeskSite) -> None:
        self._site, self._store = site, site.store
        self._lists = Lists()
        self._going_on: set[str] = set()

    def tickets(self, call: Call) -> Response:
        """`tickets/cursor`: deleted tickets are among them, with status `deleted`."""
        tickets, body = self._after_cursor(call, "tickets")
        for name in filter(None, call.query.get("include", "").split(",")):
            body[name] = self._beside(name, tickets)
        return answer(body)

    def users(self, call: Call) -> Response:
        """`users/cursor`."""
        return answer(self._after_cursor(call, "users")[1])

    def ticket_events(self, call: Call) -> Response:
        """`ticket_events`: by time; a page ends with a whole second and the next goes on after."""
        start = self._start_time(call)
        horizon = self._site.horizon() // 1000
        audits = self._store["ticket_audits"]

        def build() -> Changes:
            return sorted(
                (milliseconds(audit["created_at"]) // 1000, number(key)[0], key)
                for key, audit in list(audits.items())
            )

        changes = self._lists.get(("ticket_events",), audits.version, False, build)
        found = changes[
            bisect_left(changes, (start, -1, "")) : bisect_left(changes, (horizon + 1, -1, ""))
        ]
        page = found[: max(1, call.integer("per_page", LARGEST_PAGE, LARGEST_PAGE))]
        last = page[-1][0] if page else start
        page += [change for change in found[len(page) :] if change[0] == last]
        has_comments = "comment_events" in call.query.get("include", "")
        ends = last + 1 if page else start
        return answer(
            {
                "ticket_events": [_as_event(audits[key], has_comments) for _, _, key in page],
                "count": len(page),
                "end_of_stream": len(page) == len(found),
                "end_time": ends,
                "next_page": call.link(start_time=ends),
            }
        )

    def _start_time(self, call: Call) -> int:
        text = call.query.get("start_time", "")
        if not text.isdigit():
            raise refusal(400, "InvalidValue", "Missing or invalid start_time")
        if int(text) * 1000 > self._site.horizon():
            words = "Too recent start_time. Use a start_time older than 60 seconds"
            raise refusal(400, "StartTimeTooRecent", words)
        return int(text)

    def _after_cursor(self, call: Call, resource: str) -> tuple[list[Document], dict[str, Any]]:
        cursor = call.query.get("cursor")
        if cursor:
            parts = parts_of(cursor)
            if parts is None or len(parts) != 4:
                raise refusal(400, "InvalidValue", "Invalid cursor")
            since = (int(float(parts[0])), int(parts[2]) + 1, "")
        else:
            since = (self._start_time(call), -1, "")
        changes = self._changes(call, resource, is_going_on=cursor in self._going_on)
        horizon = (self._site.horizon() // 1000 + 1, -1, "")
        found = changes[bisect_left(changes, since) : bisect_left(changes, horizon)]
        page = found[: max(1, call.integer("per_page", LARGEST_PAGE, LARGEST_PAGE))]
        after = token_of(float(page[-1][0]), "", page[-1][1], "") if page else cursor
        is_end = len(page) == len(found)
        if after and not is_end:
            self._going_on = {after, *list(self._going_on)[:100]}
        documents = [self._store[resource][key] for _, _, key in page]
        body = {
            resource: documents,
            "after_url": call.link(cursor=after, start_time=None) if after else None,
            "before_url": None,
            "after_cursor": after,
            "before_cursor": None,
            "end_of_stream": is_end,
        }
        return documents, body

    def _changes(self, call: Call, resource: str, is_going_on: bool) -> Changes:
        """Give all changes in order; sorted anew unless the caller is in the middle of a stream."""
        held = self._store[resource]
        leaves_out_deleted = call.query.get("exclude_deleted") == "true"

        def build() -> Changes:
            return sorted(
                (generated_at(document), number(key)[0], key)
                for key, document in list(held.items())
                if not (leaves_out_deleted and document.get("status") == "deleted")
            )

        name = (resource, leaves_out_deleted)
        return self._lists.get(name, held.version, not is_going_on, build)

    def _beside(self, name: str, tickets: list[Document]) -> list[Document]:
        """Give what is sideloaded with tickets."""
        if name == "metric_sets":
            sets = self._store["metric_sets"]
            groups = (
                sets.of("ticket", str(one["id"]), lambda _, found: str(found["ticket_id"]))
                for one in tickets
            )
            return [metric_set for group in groups for metric_set in group]
        fields = {
            "users": ("requester_id", "assignee_id", "submitter_id"),
            "groups": ("group_id",),
            "organizations": ("organization_id",),
        }
        if name not in fields:
            raise refusal(400, "InvalidValue", f"The sideload {name} is not supported")
        ids = dict.fromkeys(str(ticket.get(field)) for ticket in tickets for field in fields[name])
        return [self._store[name][one] for one in ids if one in self._store[name]]


def _as_event(audit: Document, has_comments: bool) -> Document:
    """Give an audit in the shape of a ticket event; comments only where they are asked for."""
    children = [
        {**event, "event_type": event.get("type")}
        for event in audit.get("events", ())
        if has_comments or event.get("type") != "Comment"
    ]
    return {
        "id": audit["id"],
        "ticket_id": audit["ticket_id"],
        "timestamp": milliseconds(audit["created_at"]) // 1000,
        "created_at": audit["created_at"],
        "updater_id": audit.get("author_id"),
        "via": (audit.get("via") or {}).get("channel"),
        "event_type": "Audit",
        "system": (audit.get("metadata") or {}).get("system") or {},
        "child_events": children,
    }
