"""What Zendesk's endpoints share: errors, two ways of paging, what is archived."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from starlette.responses import Response

from pipelines.example.http_service import Call, RefusalError, answer, parts_of, token_of
from pipelines.example.situation import Situation
from pipelines.example.store import Document, Lists, Resource, Store, epoch, milliseconds, number

OFFSET_DEPTH_ROWS = 10_000
ARCHIVED_AFTER = timedelta(days=120)
Order = list[tuple[int, int, str]]


def refusal(status: int, error: str, description: str) -> RefusalError:
    """Give an error in Zendesk's shape."""
    return RefusalError(status, {"error": error, "description": description})


def not_found() -> RefusalError:
    """Give the refusal of a record that is not there."""
    return refusal(404, "RecordNotFound", "Not found")


class ZendeskSite:
    """The store and its pages."""

    def __init__(self, store: Store, situation: Situation) -> None:
        self.store, self.situation = store, situation
        self._lists = Lists()

    def horizon(self) -> int:
        """Give the epoch milliseconds up to which exports tell: the last minute is held back."""
        return epoch(self.situation.clock) - 60_000

    def left_out(self) -> set[str]:
        """Give the ids of deleted tickets and of the archive: those closed long ago."""
        before = epoch(self.situation.clock - ARCHIVED_AFTER)
        return {
            key
            for key, ticket in list(self.store["tickets"].items())
            if ticket["status"] == "deleted"
            or (ticket["status"] == "closed" and milliseconds(ticket["updated_at"]) < before)
        }

    def listed(
        self,
        call: Call,
        resource: str,
        key: str,
        value: Callable[[Document], int] = lambda _: 0,
        keep: Callable[[str, Document], bool] = lambda _id, _document: True,
        descends: bool = False,
    ) -> Response:
        """Give a page of a resource: by cursor where `page[size]` is said, else by number."""
        about = {name: text for name, text in call.query.items() if not name.startswith("page")}
        name = (call.path, tuple(sorted(about.items())))
        is_first = "page[after]" not in call.query and call.integer("page", 1) <= 1
        held, sign = self.store[resource], -1 if descends else 1

        def build() -> Order:
            rows = [(one, held[one]) for one in list(held)]
            return sorted(
                (sign * value(document), sign * number(one)[0], one)
                for one, document in rows
                if keep(one, document)
            )

        version = (held.version, self.store["tickets"].version, self.situation.clock)
        order = self._lists.get(name, version, is_first, build)
        if "page[size]" in call.query or "page[after]" in call.query:
            return cursor_page(call, held, order, key)
        return offset_page(call, held, order, key)


def cursor_page(call: Call, held: Resource, order: Order, key: str) -> Response:
    """Give a page by cursor; `links.next` stays on the last page: `meta.has_more` tells."""
    size = call.integer("page[size]", 100)
    if not 1 <= size <= 100:
        raise refusal(400, "InvalidPaginationParameter", "page[size] must be between 1 and 100")
    start = 0
    if "page[after]" in call.query:
        parts = parts_of(call.query["page[after]"])
        if parts is None or len(parts) != 3:
            raise refusal(400, "InvalidPaginationParameter", "page[after] is not valid")
        start = bisect_right(order, (int(parts[0]), int(parts[1]), parts[2]))
    part = order[start : start + size]
    after = token_of(*part[-1]) if part else None
    before = token_of(*part[0]) if part else None
    following = call.link(**{"page[after]": after, "page[size]": size}) if after else None
    body: dict[str, Any] = {
        key: [held[one] for _, _, one in part if one in held],
        "meta": {
            "has_more": start + size < len(order),
            "after_cursor": after,
            "before_cursor": before,
        },
    }
    # The Jira links answer is named `links` itself and has no room for these.
    if key != "links":
        body["links"] = {"prev": None, "next": following}
    return answer(body)


def offset_page(call: Call, held: Resource, order: Order, key: str) -> Response:
    """Give a page by number; beyond 10,000 rows Zendesk refuses."""
    size = max(1, call.integer("per_page", 100, 100))
    wanted = max(1, call.integer("page", 1))
    if wanted * size > OFFSET_DEPTH_ROWS:
        title = (
            "Pagination requests using Offset Pagination are limited to page 100 "
            "or up to 10000 records (page * per_page)"
        )
        detail = (
            "There are limits to the page depth in Offset Pagination. Switch to Cursor Pagination."
        )
        error = {"code": "InvalidPaginationDepth", "title": title, "detail": detail}
        raise RefusalError(400, {"errors": [error]})
    part = order[(wanted - 1) * size : wanted * size]
    has_more = wanted * size < len(order)
    return answer(
        {
            key: [held[one] for _, _, one in part if one in held],
            "count": len(order),
            "next_page": call.link(page=wanted + 1) if has_more else None,
            "previous_page": call.link(page=wanted - 1) if wanted > 1 else None,
        }
    )
