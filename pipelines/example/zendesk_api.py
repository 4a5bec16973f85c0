"""The example organisation's Zendesk: its addresses, who may ask, and how often."""

from functools import cache

from starlette.responses import Response

from pipelines.example.http_service import (
    Call,
    Endpoint,
    RefusalError,
    Service,
    answer,
    basic_credentials,
)
from pipelines.example.situation import Meter, Situation
from pipelines.example.store import Document, Store, milliseconds
from pipelines.example.zendesk_exports import ZendeskExports
from pipelines.example.zendesk_site import ZendeskSite, cursor_page, not_found, offset_page, refusal

DEFAULT_LIMIT = 700


class ZendeskLists:
    """The endpoints outside the exports."""

    def __init__(self, site: ZendeskSite) -> None:
        self._site, self._store = site, site.store

    def plain(self, resource: str) -> Endpoint:
        """Give the endpoint of a list by id."""
        return lambda call: self._site.listed(call, resource, resource)

    def tickets(self, call: Call) -> Response:
        """`/tickets`: archived and deleted ones are left out."""
        hidden = cache(self._site.left_out)
        return self._site.listed(
            call, "tickets", "tickets", keep=lambda key, _: key not in hidden()
        )

    def ticket(self, call: Call) -> Response:
        """`/tickets/{id}`."""
        return answer({"ticket": self._ticket(call)})

    def some_tickets(self, call: Call) -> Response:
        """`/tickets/show_many`: what is gone or deleted is simply absent."""
        asked = call.query.get("ids", "").split(",")[:100]
        found = (self._store["tickets"].get(key) for key in asked)
        tickets = [one for one in found if one and one["status"] != "deleted"]
        return answer({"tickets": tickets, "count": len(tickets), "next_page": None})

    def all_audits(self, call: Call) -> Response:
        """`/ticket_audits`: oldest first unless told; not of archived or deleted tickets.

        That order is what a recorded account answers to `page[size]`; `sort_order=desc` or
        `sort=-created_at` turns it.
        """
        tickets = self._store["tickets"]
        hidden = cache(self._site.left_out)
        newest_first = (
            call.query.get("sort_order") == "desc" or call.query.get("sort") == "-created_at"
        )

        def keep(_: str, audit: Document) -> bool:
            ticket = str(audit["ticket_id"])
            return ticket in tickets and ticket not in hidden()

        return self._site.listed(
            call,
            "ticket_audits",
            "audits",
            lambda audit: milliseconds(audit["created_at"]),
            keep,
            newest_first,
        )

    def audits_of_ticket(self, call: Call) -> Response:
        """`/tickets/{id}/audits`: also of an archived ticket, not of a deleted one."""
        ticket, held = self._ticket(call), self._store["ticket_audits"]
        found = held.of("ticket", str(ticket["id"]), lambda _, audit: str(audit["ticket_id"]))
        order = sorted(
            (milliseconds(one["created_at"]), one["id"], str(one["id"])) for one in found
        )
        by_cursor = "page[size]" in call.query or "page[after]" in call.query
        return (cursor_page if by_cursor else offset_page)(call, held, order, "audits")

    def ratings(self, call: Call) -> Response:
        """`/satisfaction_ratings`: start_time and end_time bound when a rating was created."""
        start = call.integer("start_time", 0) * 1000
        end = call.integer("end_time", 2**40) * 1000

        def keep(_: str, rating: Document) -> bool:
            return start <= milliseconds(rating["created_at"]) <= end

        name = "satisfaction_ratings"
        return self._site.listed(
            call, name, name, lambda rating: milliseconds(rating["created_at"]), keep
        )

    def policies(self, _: Call) -> Response:
        """`/slas/policies`: one piece, if the plan has them."""
        if self._site.situation.hides("zendesk", "sla_policies"):
            raise refusal(403, "Forbidden", "You do not have access to this page.")
        found = list(self._store["sla_policies"].values())
        about = {"count": len(found), "next_page": None, "previous_page": None}
        return answer({"sla_policies": found, **about})

    def statuses(self, _: Call) -> Response:
        """`/custom_statuses`: one piece."""
        return answer({"custom_statuses": list(self._store["custom_statuses"].values())})

    def jira_links(self, call: Call) -> Response:
        """`/jira/links`: always by cursor, if the integration is installed."""
        if self._site.situation.hides("zendesk", "jira_links"):
            raise not_found()
        if "page[size]" not in call.query:
            call.query = type(call.query)({**call.query, "page[size]": "100"})
        return self._site.listed(call, "jira_links", "links")

    def _ticket(self, call: Call) -> Document:
        ticket = self._store["tickets"].get(str(call.variables["ticket"]))
        if ticket is None or ticket["status"] == "deleted":
            raise not_found()
        return ticket


def app(store: Store, situation: Situation, account: dict[str, str]) -> Service:
    """Give Zendesk as an ASGI application; `account` has `email` and `api_token`.

    The token is also taken as a bearer.
    """
    everything, exports_only = Meter(), Meter()

    def guard(call: Call) -> None:
        bearer = f"Bearer {account['api_token']}"
        basic = (f"{account['email']}/token", account["api_token"])
        if basic_credentials(call) != basic and call.headers.get("authorization") != bearer:
            raise RefusalError(401, {"error": "Couldn't authenticate you"})
        limits, window = situation.limits, situation.limits.window_seconds
        for meter, limit in (
            (everything, limits.zendesk),
            (exports_only, limits.zendesk_incremental),
        ):
            is_counted = meter is everything or call.path.startswith("/api/v2/incremental/")
            if is_counted and not meter.take(limit, window):
                body = {
                    "error": "APIRateLimitExceeded",
                    "description": "Number of allowed API requests per minute exceeded",
                }
                raise RefusalError(429, body, {"Retry-After": str(meter.seconds_left(window))})

    def finish(_: Call, response: Response) -> Response:
        limit = situation.limits.zendesk
        # Without a configured limit the quota never runs out, however long the demonstration.
        remaining = DEFAULT_LIMIT - 1 if limit is None else max(0, limit - everything.used)
        for name in ("X-Rate-Limit", "ratelimit-limit"):
            response.headers[name] = str(DEFAULT_LIMIT if limit is None else limit)
        for name in ("X-Rate-Limit-Remaining", "ratelimit-remaining"):
            response.headers[name] = str(remaining)
        left = everything.seconds_left(situation.limits.window_seconds)
        response.headers["ratelimit-reset"] = str(left)
        return response

    def me(call: Call) -> Response:
        user = {"id": 1, "name": "Headway reader", "email": account["email"], "role": "admin"}
        url = f"{call.origin}/api/v2/users/1.json"
        return answer({"user": {**user, "url": url, "active": True, "verified": True}})

    site = ZendeskSite(store, situation)
    lists, exports = ZendeskLists(site), ZendeskExports(site)
    endpoints: dict[str, Endpoint] = {
        "/incremental/tickets/cursor": exports.tickets,
        "/incremental/users/cursor": exports.users,
        "/incremental/ticket_events": exports.ticket_events,
        "/ticket_audits": lists.all_audits,
        "/tickets": lists.tickets,
        "/tickets/show_many": lists.some_tickets,
        "/tickets/{ticket:int}": lists.ticket,
        "/tickets/{ticket:int}/audits": lists.audits_of_ticket,
        "/groups": lists.plain("groups"),
        "/organizations": lists.plain("organizations"),
        "/users": lists.plain("users"),
        "/users/me": me,
        "/satisfaction_ratings": lists.ratings,
        "/slas/policies": lists.policies,
        "/custom_statuses": lists.statuses,
        "/jira/links": lists.jira_links,
    }
    routes = [
        ("GET", f"/api/v2{path}{suffix}", endpoint)
        for path, endpoint in endpoints.items()
        for suffix in ("", ".json")
    ]

    def unknown() -> RefusalError:
        return refusal(404, "InvalidEndpoint", "Not found")

    return Service("zendesk", situation, routes, guard, finish, unknown)
