"""Freshdesk's tickets, their conversations, and its other lists."""

from collections.abc import Callable
from datetime import timedelta

from starlette.responses import Response

from pipelines.example.http_service import (
    Call,
    Endpoint,
    RefusalError,
    answer,
)
from pipelines.example.situation import Situation
from pipelines.example.store import Document, Lists, Store, epoch, milliseconds, number

LAST_PAGE = 300
UNASKED_WINDOW = timedelta(days=30)
INCLUDED = {
    "stats": {"stats"},
    "requester": {"requester"},
    "company": {"company"},
    "description": {"description", "description_text"},
}
SORTS: dict[str, Callable[[Document], int]] = {
    "created_at": lambda one: milliseconds(one["created_at"]),
    "updated_at": lambda one: milliseconds(one["updated_at"]),
    "due_by": lambda one: milliseconds(one.get("due_by")),
    "status": lambda one: int(one["status"]),
}


def invalid(field: str, message: str) -> RefusalError:
    """Give the refusal of a parameter."""
    error = {"field": field, "message": message, "code": "invalid_value"}
    return RefusalError(400, {"description": "Validation failed", "errors": [error]})


class Freshdesk:
    """The endpoints."""

    def __init__(self, store: Store, situation: Situation) -> None:
        self._store, self._situation = store, situation
        self._lists = Lists()

    def tickets(self, call: Call) -> Response:
        """`/tickets`: unless told, created in the last 30 days, without deleted ones and spam."""
        wanted = call.query.get("filter")
        if wanted not in (None, "deleted", "spam"):
            raise RefusalError(
                501, {"message": f"The example server does not know the filter {wanted}."}
            )
        since = call.query.get("updated_since")
        created_after = 0 if since else epoch(self._situation.clock - UNASKED_WINDOW)
        updated_after = _time(since, "updated_since") if since else 0
        order_by = call.query.get("order_by", "created_at")
        order_type = call.query.get("order_type", "desc")
        if order_by not in SORTS:
            raise invalid("order_by", f"It should be one of these values: '{','.join(SORTS)}'")
        if order_type not in ("asc", "desc"):
            raise invalid("order_type", "It should be one of these values: 'asc,desc'")
        includes = set(filter(None, call.query.get("include", "").split(",")))
        if includes - INCLUDED.keys():
            raise invalid("include", f"It should be one of these values: '{','.join(INCLUDED)}'")

        def keep(ticket: Document) -> bool:
            states = [state for state in ("deleted", "spam") if ticket.get(state)]
            return (
                (wanted in states if wanted else not states)
                and milliseconds(ticket["created_at"]) >= created_after
                and milliseconds(ticket["updated_at"]) >= updated_after
            )

        rows = self._rows(call, "tickets", SORTS[order_by], order_type == "desc", keep)
        left_out = {key for name, keys in INCLUDED.items() if name not in includes for key in keys}
        return self._page(
            call, rows, lambda one: {k: v for k, v in one.items() if k not in left_out}
        )

    def ticket(self, call: Call) -> Response:
        """`/tickets/{id}`: with its description, without what `include` did not ask for."""
        ticket = self._ticket(call)
        asked = set(call.query.get("include", "").split(",")) | {"description"}
        left_out = {key for name, keys in INCLUDED.items() if name not in asked for key in keys}
        return answer({key: value for key, value in ticket.items() if key not in left_out})

    def conversations(self, call: Call) -> Response:
        """`/tickets/{id}/conversations`, of an archived one `/archived/{id}/..`: oldest first."""
        ticket = str(self._ticket(call)["id"])
        rows = self._store["conversations"].of(
            "ticket", ticket, lambda _, one: str(one["ticket_id"])
        )
        rows.sort(key=lambda one: (milliseconds(one["created_at"]), number(one["id"])))
        return self._page(call, rows)

    def ratings(self, call: Call) -> Response:
        """`/surveys/satisfaction_ratings`."""
        since = call.query.get("created_since")
        after = _time(since, "created_since") if since else 0
        by = SORTS["created_at"]
        return self._page(
            call,
            self._rows(call, "satisfaction_ratings", by, False, lambda one: by(one) >= after),
        )

    def listed(self, resource: str) -> Endpoint:
        """Give the endpoint of a list by id."""
        return lambda call: self._page(
            call, self._rows(call, resource, lambda _: 0, False, lambda _: True)
        )

    def ticket_fields(self, _: Call) -> Response:
        """`/ticket_fields`: one piece."""
        return answer(list(self._store["ticket_fields"].values()))

    def me(self, _: Call) -> Response:
        """`/agents/me`: the agent whose key this is."""
        agents = sorted(self._store["agents"].values(), key=lambda one: number(one["id"]))
        return answer(agents[0] if agents else {"id": 1, "contact": {"name": "Headway reader"}})

    def _ticket(self, call: Call) -> Document:
        """Give the ticket asked for; an archived one has a resource and addresses of its own."""
        name = "archived_tickets" if "/archived/" in call.path else "tickets"
        if self._situation.hides("freshdesk", name):
            words = "The archive_tickets feature(s) is/are not supported in your plan."
            raise RefusalError(403, {"code": "require_feature", "message": words})
        ticket = self._store[name].get(str(call.variables["ticket"]))
        if ticket is None:
            raise RefusalError(404, None)
        return ticket

    def _rows(
        self,
        call: Call,
        resource: str,
        value: Callable[[Document], int],
        descends: bool,
        keep: Callable[[Document], bool],
    ) -> list[Document]:
        about = {k: v for k, v in call.query.items() if k != "page"}
        held, sign = self._store[resource], -1 if descends else 1

        def build() -> list[str]:
            rows = [(one, held[one]) for one in list(held)]
            kept = [(value(row), number(one)[0], one) for one, row in rows if keep(row)]
            return [one[2] for one in sorted(kept, key=lambda one: (sign * one[0], sign * one[1]))]

        name = (call.path, tuple(sorted(about.items())))
        version = (held.version, self._situation.clock)
        ids = self._lists.get(name, version, call.integer("page", 1) <= 1, build)
        return [held[one] for one in ids if one in held]

    def _page(
        self,
        call: Call,
        rows: list[Document],
        give: Callable[[Document], Document] = lambda one: one,
    ) -> Response:
        size, wanted = call.integer("per_page", 30), call.integer("page", 1)
        if not 1 <= size <= 100:
            words = "It should be a Positive Integer less than or equal to 100"
            raise invalid("per_page", words)
        if wanted > LAST_PAGE:
            words = (
                "You cannot access tickets beyond the 300th page. "
                "Please provide a smaller page number."
            )
            raise invalid("page", words)
        end = max(1, wanted) * size
        link = {"Link": f'<{call.link(page=wanted + 1)}>; rel="next"'} if end < len(rows) else None
        return answer([give(one) for one in rows[end - size : end]], headers=link)


def _time(text: str, field: str) -> int:
    try:
        return milliseconds(text)
    except ValueError:
        words = "It should be in the 'combined date and time ISO8601' format"
        raise invalid(field, words) from None
