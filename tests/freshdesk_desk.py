"""A Freshdesk that answers from documents which a test may change."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

from help_desk_replay import Asked, Replay, Reply, payload

from pipelines.configuration import FreshdeskSettings

FIRST, SOLVED, DELETED, SPAM, WAITING = (str(4398046511106001 + n) for n in range(5))
TICKETS = "/api/v2/tickets"
RATINGS = "/api/v2/surveys/satisfaction_ratings"
Document = dict[str, Any]


@dataclass
class HelpDesk:
    """Answers as Freshdesk does, from documents a test may change between requests."""

    documents: dict[str, list[Document]] = field(
        default_factory=lambda: payload("freshdesk/help_desk")
    )
    clock: datetime = datetime(2025, 6, 2, 12, tzinfo=UTC)
    last_page: int = 300
    page_holds: int = 100
    n_ticket_pages: int = 0
    replies: dict[str, Reply] = field(default_factory=dict)

    def before_ticket_page(self, number: int) -> None:
        """Change something while the list is read."""

    def __call__(self, asked: Asked) -> Reply:
        name = asked.path.removeprefix("/api/v2/")
        if asked.path in self.replies:
            return self.replies[asked.path]
        if asked.path == TICKETS:
            return self._tickets(asked.query)
        if asked.path.endswith("/conversations"):
            ticket = int(name.split("/")[1])
            rows = [one for one in self.documents["conversations"] if one["ticket_id"] == ticket]
            return Reply(self._page(rows, asked.query))
        if name == "ticket_fields":
            return Reply(self.documents[name])
        if asked.path == RATINGS:
            since = asked.query["created_since"]
            rated = self.documents["satisfaction_ratings"]
            return Reply(
                self._page([one for one in rated if one["created_at"] >= since], asked.query)
            )
        return Reply(self._page(self.documents[name], asked.query))

    def _tickets(self, query: dict[str, str]) -> Reply:
        self.n_ticket_pages += 1
        self.before_ticket_page(self.n_ticket_pages)
        if int(query["page"]) > self.last_page:
            return Reply({"description": "You cannot access tickets beyond the 300th page"}, 400)
        unasked = f"{self.clock - timedelta(days=30):%Y-%m-%dT%H:%M:%SZ}"
        since, wanted = query.get("updated_since", unasked), query.get("filter")
        listed = [
            one
            for one in self.documents["tickets"]
            if one["updated_at"] >= since
            and wanted == next((kind for kind in ("deleted", "spam") if one.get(kind)), None)
        ]
        by = query.get("order_by", "created_at")
        listed.sort(key=lambda one: one[by], reverse=query.get("order_type", "desc") == "desc")
        return Reply(self._page(listed, query))

    def _page(self, rows: list[Document], query: dict[str, str]) -> list[Document]:
        size = min(self.page_holds, int(query.get("per_page", 30)))
        start = (int(query.get("page", 1)) - 1) * size
        return rows[start : start + size]

    def ticket(self, key: str) -> Document:
        return next(one for one in self.documents["tickets"] if str(one["id"]) == key)


def settings(replay: Replay, start_on: date | None = None) -> FreshdeskSettings:
    return FreshdeskSettings(site=replay.site, api_key="canary-key", start_on=start_on)
