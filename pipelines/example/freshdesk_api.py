"""The example organisation's Freshdesk: its addresses, who may ask, and how often."""

from starlette.responses import Response

from pipelines.example.freshdesk_lists import Freshdesk
from pipelines.example.http_service import (
    Call,
    Endpoint,
    RefusalError,
    Service,
    basic_credentials,
)
from pipelines.example.situation import Meter, Situation
from pipelines.example.store import Store

DEFAULT_LIMIT = 700


def app(store: Store, situation: Situation, account: dict[str, str]) -> Service:
    """Give Freshdesk as an ASGI application; `account` has `api_key`."""
    meter = Meter()

    def guard(call: Call) -> None:
        if not meter.take(situation.limits.freshdesk, situation.limits.window_seconds):
            left = str(meter.seconds_left(situation.limits.window_seconds))
            words = "You have exceeded the limit of requests per minute"
            raise RefusalError(429, {"message": words}, {"Retry-After": left})
        if (basic_credentials(call) or ("",))[0] != account["api_key"]:
            words = "You have to be logged in to perform this action."
            raise RefusalError(401, {"code": "invalid_credentials", "message": words})

    def finish(call: Call, response: Response) -> Response:
        limit = situation.limits.freshdesk
        # Without a configured limit the quota never runs out, however long the demonstration.
        remaining = DEFAULT_LIMIT - 1 if limit is None else max(0, limit - meter.used)
        cost = 1 + 2 * len(list(filter(None, call.query.get("include", "").split(","))))
        response.headers["X-RateLimit-Total"] = str(DEFAULT_LIMIT if limit is None else limit)
        response.headers["X-RateLimit-Remaining"] = str(remaining)
        response.headers["X-RateLimit-Used-CurrentRequest"] = str(cost)
        response.headers["X-Freshdesk-API-Version"] = "latest=v2; requested=v2"
        return response

    freshdesk = Freshdesk(store, situation)
    endpoints: dict[str, Endpoint] = {
        "/tickets": freshdesk.tickets,
        "/tickets/{ticket:int}": freshdesk.ticket,
        "/tickets/{ticket:int}/conversations": freshdesk.conversations,
        "/tickets/archived/{ticket:int}": freshdesk.ticket,
        "/tickets/archived/{ticket:int}/conversations": freshdesk.conversations,
        "/agents": freshdesk.listed("agents"),
        "/agents/me": freshdesk.me,
        "/groups": freshdesk.listed("groups"),
        "/companies": freshdesk.listed("companies"),
        "/ticket_fields": freshdesk.ticket_fields,
        "/surveys/satisfaction_ratings": freshdesk.ratings,
    }
    routes = [("GET", f"/api/v2{path}", endpoint) for path, endpoint in endpoints.items()]
    return Service("freshdesk", situation, routes, guard, finish, lambda: RefusalError(404, None))
