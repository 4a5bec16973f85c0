"""The fault matrix: what can go wrong between a tool and its raw tables, for each tool.

Each fault is rehearsed by the example servers for each tool it applies to. `NOT_HERE` says why one
cannot befall a tool; `ELSEWHERE` names the test of a fault that is no answer of a tool.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import orjson
from live_edits import ITEMS, create, edit, item_ids, put, retitled
from live_tools import LiveTools
from starlette.responses import Response

from pipelines.example.faults import (
    Fault,
    broken_off,
    changed,
    half,
    linked,
    meanwhile,
    refused,
    said,
)
from pipelines.example.http_service import Call, answer

TOOLS = ("jira", "github", "zendesk", "freshdesk")
LIST = {
    "jira": "/search/jql",
    "github": "/issues",
    "zendesk": "/incremental/tickets/cursor",
    "freshdesk": "/api/v2/tickets",
}
ROWS = {"jira": "issues", "zendesk": "tickets"}
NUL_TITLE = (
    "=cmd|' /C calc'!A0 '; DROP TABLE x; -- <script>alert(1)</script> \u202egnirts\u0000 end"
)


@dataclass(frozen=True)
class Rehearsal:
    """One fault: how it is set up, how the pull it befalls ends, what must have been waited.

    Args:
        set_up: puts faults in place of a tool, or changes what it holds.
        outcome: of the pull, in the words of the ledger.
        waits: the least number of seconds of each wait there must have been.
        most_requests: to the list that it befalls.
        after_a_pull: whether an undisturbed pull comes before.
    """

    set_up: Callable[[LiveTools, str], None]
    outcome: str = "complete"
    waits: tuple[float, ...] = ()
    most_requests: int | None = None
    after_a_pull: bool = False


def faults(*some: Callable[[str], Fault]) -> Callable[[LiveTools, str], None]:
    def set_up(tools: LiveTools, tool: str) -> None:
        tools.served.faults[tool] = [make(tool) for make in some]

    return set_up


def at_list(spoil: Any, after: int = 0, times: int | None = 1) -> Callable[[str], Fault]:
    return lambda tool: Fault(spoil, LIST[tool], after, times)


def without_rows(_: Any) -> Any:
    """Answer as if under maintenance: 200 without the list."""
    return {"message": "maintenance"}


def null_rows(body: Any) -> Any:
    if isinstance(body, list):
        return None
    return body | dict.fromkeys(set(ROWS.values()) & set(body))


def twice(body: Any) -> Any:
    """Show the page's rows twice."""
    if isinstance(body, list):
        return [*body, *body]
    return body | {name: [*body[name], *body[name]] for name in set(ROWS.values()) & set(body)}


class Postponed:
    """Empties one page and puts its rows on the next."""

    def __init__(self) -> None:
        self.rows: list[Any] = []

    def __call__(self, body: Any) -> Any:
        name = next((name for name in ROWS.values() if isinstance(body, dict) and name in body), "")
        rows = body[name] if name else body
        now, self.rows = ([*self.rows, *rows], []) if self.rows else ([], rows)
        return body | {name: now} if name else now


def again(call: Call, response: Response) -> Response:
    """Name the page that was asked for as the next one."""
    body = orjson.loads(bytes(response.body))
    if isinstance(body, list):
        return answer(body, headers={"link": f'<{call.link(after="x")}>; rel="next"'})
    asked = (call.json or {}).get("nextPageToken") or call.query.get("cursor")
    name = "nextPageToken" if "issues" in body else "after_cursor"
    return answer(body | {name: asked or body.get(name), "end_of_stream": False})


def edited_meanwhile(tools: LiveTools, tool: str) -> None:
    first, *_ = item_ids(tools, tool)
    act = meanwhile(lambda: edit(tools, tool, first, "edited between two pages"))
    tools.served.faults[tool] = [Fault(act, LIST[tool])]


def twice_in_one_second(tools: LiveTools, tool: str) -> None:
    first, *_ = item_ids(tools, tool)
    at = tools.served.clock
    edit(tools, tool, first, "first of two", at)
    tools.pull(tool)
    edit(tools, tool, first, "second of two", at)
    tools.served.clock += timedelta(minutes=5)


def seen_late(tools: LiveTools, tool: str) -> None:
    """An edit ten minutes old that the list did not show at the last pull."""
    first, *_ = item_ids(tools, tool)
    edit(tools, tool, first, "seen late", tools.served.clock - timedelta(minutes=10))


def one_second(tools: LiveTools, tool: str) -> None:
    for id_ in item_ids(tools, tool):
        edit(tools, tool, id_, "all in one second")
    tools.served.clock += timedelta(minutes=5)


def clock_jumps(tools: LiveTools, tool: str) -> None:
    """The tool's clock goes two hours back after an edit, and something else is edited then."""
    first, second, *_ = item_ids(tools, tool)
    tools.served.clock += timedelta(hours=2)
    edit(tools, tool, first, "edited by a clock two hours ahead")
    tools.served.clock += timedelta(minutes=5)
    tools.pull(tool)
    tools.served.clock -= timedelta(minutes=40)
    edit(tools, tool, second, "edited after the clock went back")
    tools.served.clock += timedelta(hours=1)


def other_offsets(tools: LiveTools, tool: str) -> None:
    first, second, *_ = item_ids(tools, tool)
    for id_, hours in ((first, 2), (second, -7)):
        item = retitled(tool, tools.served.documents[tool][ITEMS[tool]][id_], "another offset")
        put(tools, tool, item)
        local = tools.served.clock + timedelta(hours=hours)
        fields = item["fields"] if tool == "jira" else item
        name = "updated" if tool == "jira" else "updated_at"
        fields[name] = f"{local:%Y-%m-%dT%H:%M:%S}.000{hours:+03d}:00"
    tools.served.clock += timedelta(minutes=5)


def drifted(tools: LiveTools, tool: str) -> None:
    """Fields come, go, and change their type; there are 500 more of them than yesterday."""
    for number, id_ in enumerate(item_ids(tools, tool)[:4]):
        item = retitled(tool, tools.served.documents[tool][ITEMS[tool]][id_], f"drifted {number}")
        fields = item["fields"] if tool == "jira" else item
        fields |= {f"customfield_{n}": {"value": n} for n in range(500)}
        fields["labels" if tool in ("jira", "github") else "tags"] = []
        fields.pop("description", None)
        fields["priority"] = {"new": ["shape"]} if number % 2 else "7"
        put(tools, tool, item)
    tools.served.clock += timedelta(minutes=5)


def hostile(tools: LiveTools, tool: str) -> None:
    first, second, third, *_ = item_ids(tools, tool)
    edit(tools, tool, first, NUL_TITLE)
    edit(tools, tool, second, "half a character \ud83d")
    edit(tools, tool, third, "m" * 1_000_000)
    tools.served.clock += timedelta(minutes=5)


def undated(tools: LiveTools, tool: str) -> None:
    """Some rows of an answer say nothing of when they changed."""

    def without_moment(body: Any) -> Any:
        rows = body if isinstance(body, list) else body[ROWS[tool]]
        for row in rows[:2]:
            (row["fields"] if tool == "jira" else row).pop(
                "updated" if tool == "jira" else "updated_at", None
            )
        return body

    tools.served.faults[tool] = [Fault(changed(without_moment), LIST[tool])]


def created_meanwhile(tools: LiveTools, tool: str) -> None:
    act = meanwhile(lambda: create(tools, tool, "created between two pages"))
    tools.served.faults[tool] = [Fault(act, LIST[tool])]


SECOND = {"Retry-After": "1"}
FOREIGN = "http://127.0.0.2:9/x"
"""Nothing listens there: whoever asks it fails otherwise than by refusing to."""
MATRIX: dict[str, Rehearsal] = {
    "1 three limits, then an answer": Rehearsal(
        faults(at_list(refused(429, SECOND), times=3)), waits=(1, 1, 1)
    ),
    "2 a storm of limits": Rehearsal(
        faults(at_list(refused(429, {"Retry-After": "3600"}), times=None)), "quota_spent"
    ),
    "3a a limit that names no wait": Rehearsal(
        faults(at_list(refused(429), times=2)), waits=(1, 1)
    ),
    "3b a limit that names a part of a second": Rehearsal(
        faults(at_list(refused(429, {"Retry-After": "1.5"}))), waits=(1.5,)
    ),
    "3c a limit that names a date": Rehearsal(
        faults(at_list(refused(429, {"Retry-After": "Mon, 28 Sep 2026 06:00:04 GMT"}))),
        waits=(4,),
    ),
    "4a a secondary limit": Rehearsal(
        faults(at_list(refused(403, {"Retry-After": "2"}))), waits=(2,)
    ),
    "4b a plain refusal": Rehearsal(faults(at_list(refused(403), times=None)), "failed"),
    "5 GraphQL's errors beside data": Rehearsal(
        faults(lambda _: Fault(said({"data": {}, "errors": [{"message": "x"}]}), "/graphql"))
    ),
    "6a a burst of 5xx": Rehearsal(
        faults(*(at_list(refused(status)) for status in (500, 502, 503, 504))), waits=(1,) * 4
    ),
    "6b 5xx without end": Rehearsal(faults(at_list(refused(502), times=None)), "failed"),
    "7 a connection broken off": Rehearsal(faults(at_list(broken_off, times=2)), waits=(1, 1)),
    "8a half the JSON, once": Rehearsal(faults(at_list(half)), waits=(1,)),
    "8b half the JSON, always": Rehearsal(faults(at_list(half, times=None)), "failed"),
    "9a a maintenance page": Rehearsal(
        faults(at_list(said("<html>We'll be back</html>"), times=None)), "failed"
    ),
    "9b an answer without its list": Rehearsal(
        faults(at_list(changed(without_rows), times=None)), "failed"
    ),
    "9c a list that is null": Rehearsal(faults(at_list(changed(null_rows), times=None)), "failed"),
    "10 an empty page in the middle": Rehearsal(
        lambda tools, tool: tools.served.faults.update(
            {tool: [Fault(changed(Postponed()), LIST[tool], times=2)]}
        )
    ),
    "11 a page that comes again": Rehearsal(
        faults(at_list(again, times=None)), "failed", most_requests=40
    ),
    "12 rows shown twice": Rehearsal(faults(at_list(changed(twice), times=None))),
    "13a a row edited between two pages": Rehearsal(edited_meanwhile),
    "13b a row created between two pages": Rehearsal(created_meanwhile),
    "14 two edits in one second": Rehearsal(twice_in_one_second, after_a_pull=True),
    "15 a row shown late": Rehearsal(seen_late, after_a_pull=True),
    "16 more rows of one second than a page holds": Rehearsal(one_second, after_a_pull=True),
    "21 clocks that jump": Rehearsal(clock_jumps, after_a_pull=True),
    "22 other offsets": Rehearsal(other_offsets, after_a_pull=True),
    "23 fields that come, go and change": Rehearsal(drifted, after_a_pull=True),
    "24 a token that expires": Rehearsal(
        faults(at_list(refused(401), after=1, times=None)), "failed", most_requests=40
    ),
    "27a an endpoint that is gone": Rehearsal(faults(at_list(refused(410), times=None)), "failed"),
    "27b a redirect to another host": Rehearsal(
        faults(at_list(refused(302, {"Location": FOREIGN}), times=None)), "failed"
    ),
    "28 a next page on another host": Rehearsal(
        faults(lambda _: Fault(linked(lambda *_: f'<{FOREIGN}>; rel="next"'), "/pulls")), "failed"
    ),
    "29 hostile text": Rehearsal(hostile, after_a_pull=True),
    "33 rows without a moment": Rehearsal(undated),
}
NOT_HERE: dict[tuple[str, str], str] = {
    ("5", "jira"): "no GraphQL is asked of it",
    ("5", "zendesk"): "no GraphQL is asked of it",
    ("5", "freshdesk"): "no GraphQL is asked of it",
    ("10", "freshdesk"): "an empty page is its way of ending a list; no page names the next",
    ("11", "freshdesk"): "no page names the next: each is asked for from the last row seen",
    ("15", "zendesk"): "its export is a log in the order rows are given out: none comes late",
    (
        "21",
        "zendesk",
    ): "its export is a log in the tool's own order; no clock of ours or theirs is compared",
    ("28", "jira"): "pages are asked for by token, links in answers are never followed",
    ("28", "zendesk"): "pages are asked for by cursor, links in answers are never followed",
    ("28", "freshdesk"): "pages are asked for by moment, links in answers are never followed",
    ("33", "freshdesk"): "a list in the order of change cannot be followed past undated rows",
}
ELSEWHERE = {
    "17": "test_kills.py::test_a_kill_at_any_moment_leaves_what_an_undisturbed_night_would",
    "18": "test_recovery.py::test_a_working_folder_torn_by_a_power_cut_is_begun_anew",
    "19": "test_recovery.py::test_a_package_that_can_never_load_does_not_stop_a_tool_for_ever",
    "20": "test_warehouse.py::test_two_writers_never_hold_the_workspace_together",
    "25": "test_census.py::test_a_lost_permission_is_not_taken_for_a_deletion",
    "26": "test_census.py::"
    "test_what_was_deleted_is_found_within_one_census_and_comes_back_when_restored",
    "30": "test_source_github_pages.py::test_a_list_deeper_than_github_counts_is_read_to_its_end",
    "31": "test_publication.py::test_a_full_disk_leaves_the_last_publication_whole",
    "32": "test_publication.py::test_a_reader_keeps_its_publication_while_the_next_is_put_in_place",
    "34": "test_source_slices.py::"
    "test_a_spent_quota_keeps_what_was_read_and_the_next_run_goes_on_from_there",
}
