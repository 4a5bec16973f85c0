"""What becomes of a tool's answers in a rehearsal: limits, pages, addresses."""

import json
import re
from collections.abc import Callable
from datetime import timedelta
from email.utils import format_datetime
from typing import Any

import faults
from faults import Delivery, Fault, refused, rewritten
from rehearsals import KEYS, LISTS_READ_IN_FULL, on_page_two, one_after_another
from small_tools import moment
from small_world import ROWS_PER_PAGE, World

from pipelines.example import freshdesk_lists, github_site, zendesk_site
from pipelines.example.http_service import parts_of, token_of
from pipelines.sources import http
from pipelines.sources.documents import to_utc


def github_says_its_quota_is_spent(delivery: Delivery) -> None:
    reset = delivery.response.headers["x-ratelimit-reset"]
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": str(int(reset) + 3600)}
    refused(403, {"message": "API rate limit exceeded for user ID 1."}, headers)(delivery)


def waits_said_in_four_ways(world: World) -> None:
    date = format_datetime(world.now + timedelta(seconds=7), usegmt=True)
    said_in = [{}, {"Retry-After": date}, {"Retry-After": "1.5"}, {"Retry-After": "later"}]
    one_after_another(*(refused(429, {}, headers) for headers in said_in))(world)


def times_out(world: World) -> None:
    world.patch.setattr(http, "TIMEOUT_SECONDS", (5, 1))
    on_page_two(faults.late(1.6))(world)


def emptied_but_going_on(delivery: Delivery) -> None:
    """Give an empty page whose next page is the one that was asked for, under another name."""
    body, asked = json.loads(delivery.body), delivery.call
    if asked.path.endswith("/search/jql"):
        search, position, page = parts_of(asked.json["nextPageToken"]) or []
        token = token_of(search, position, int(page) + 3)
        delivery.body = json.dumps({"issues": [], "nextPageToken": token}).encode()
    elif asked.path.endswith("/cursor"):
        seconds, *rest = parts_of(asked.query["cursor"]) or []
        empty = {"tickets": [], "metric_sets": [], "end_of_stream": False}
        delivery.body = json.dumps(
            body | empty | {"after_cursor": token_of(seconds + "0", *rest)}
        ).encode()
    else:
        delivery.body = b"[]"
        delivery.response.headers["Link"] = f'<{asked.link(again=1)}>; rel="next"'


class Clamped:
    """Answers every page with the first one, whatever page is asked for."""

    def __init__(self) -> None:
        self._first: tuple[bytes, str | None] | None = None

    def __call__(self, delivery: Delivery) -> None:
        self._first = self._first or (delivery.body, delivery.response.headers.get("Link"))
        delivery.body, link = self._first
        if link:
            delivery.response.headers["Link"] = link


def clamped(path: Callable[[World], str]) -> Callable[[World], None]:
    return lambda world: world.strike(Fault(Clamped(), path=path(world), times=None))


def given_up_soon(path: Callable[[World], str]) -> Callable[[World], None]:
    def check(world: World) -> None:
        assert 2 <= len(world.asked(path(world))) <= 8, world.pulls[-1]

    return check


def a_page_repeats_the_last_and_a_stale_one(world: World) -> None:
    """Show on page two again what page one showed, and how that was the day before."""
    key, shown = KEYS.get(world.tool.name), []

    def keep(body: Any) -> Any:
        shown.extend(body[key] if key else body)
        return body

    def repeat(body: Any) -> Any:
        stale = [_as_it_was(row) for row in shown]
        rows = [*stale, *shown, *(body[key] if key else body)]
        return body | {key: rows} if key else rows

    path = world.tool.path
    world.strike(Fault(rewritten(keep), path), Fault(rewritten(repeat), path, after=1))


def _as_it_was(row: Any) -> Any:
    former = json.loads(json.dumps(row)) | {"title": "stale"}
    holder, name = (former["fields"], "updated") if "key" in former else (former, "updated_at")
    holder[name] = moment(to_utc(holder[name]) - timedelta(days=1))
    return former


def swells_when_unpacked(world: World) -> None:
    world.patch.setattr(http, "LARGEST_ANSWER_BYTES", 2_000_000)
    on_page_two(faults.swollen(3_000_000), None)(world)


def redirected_on_the_same_host(delivery: Delivery) -> None:
    faults.sent_to(delivery.call.link(moved=1), 301)(delivery)


def lists_are_capped(world: World) -> None:
    """Refuse what lies deep in a list that is counted through, as each tool does."""
    world.patch.setattr(github_site, "PAGE_CAP_ROWS", 2 * ROWS_PER_PAGE)
    world.patch.setattr(freshdesk_lists, "LAST_PAGE", 3)
    world.patch.setattr(zendesk_site, "OFFSET_DEPTH_ROWS", ROWS_PER_PAGE)

    def by_number_only(delivery: Delivery) -> None:
        link = delivery.response.headers.get("Link")
        if link:
            delivery.response.headers["Link"] = re.sub(r"after=[^&>]*&", "", link)

    world.strike(Fault(by_number_only, times=None))


def sent_elsewhere(world: World) -> None:
    on_page_two(faults.sent_to(f"{world.foreign.site}/elsewhere"))(world)


def links_elsewhere(world: World) -> None:
    """Name another host wherever the tool's pages name the next one."""
    address = f"{world.foreign.site}/next"

    def alter(delivery: Delivery) -> None:
        body = json.loads(delivery.body)
        if isinstance(body, dict):
            named = {"nextPage": address, "self": address, "after_url": address}
            delivery.body = json.dumps(body | named).encode()
        if delivery.response.headers.get("Link"):
            delivery.response.headers["Link"] = f'<{address}>; rel="next"'

    path = f"{world.tool.path}|{LISTS_READ_IN_FULL[world.tool.name]}"
    world.strike(Fault(alter, path=path, times=None))


def nobody_else_was_asked(world: World) -> None:
    assert world.asked(world.tool.path), "the list was asked for, where it is"
    assert world.foreign.log == []
