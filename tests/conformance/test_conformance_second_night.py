"""A second night over unchanged tools: nothing moves, and what is known is not read again."""

import pytest

from conformance.nights import Nights, Recorded

pytestmark = pytest.mark.conformance


def test_nothing_changes_while_the_tools_stand_still(nights: Nights) -> None:
    first, second = nights.exported
    assert len(first) > 20
    assert set(first) == set(second)
    changed = {name for name in first if first[name] != second[name]}
    assert {name for name in changed if not name.startswith("meta_")} == {"manifest.json"}


def test_nothing_is_asked_for_that_no_tool_has(nights: Nights) -> None:
    assert nights.replay.unknown == []


def test_what_is_known_is_not_read_again(recorded: Recorded, nights: Nights) -> None:
    exports = [asked.query for asked in nights.replay.log if asked.path.endswith("tickets/cursor")]
    n_pages = len(recorded.zendesk.pages["tickets"])
    first, second = (n for n, query in enumerate(exports) if "start_time" in query)
    assert [query["cursor"] for query in exports[first + 1 : second]] == [
        f"page-{page}" for page in range(1, n_pages)
    ]
    # From an hour before what the first night reached: the export shows some tickets late.
    tickets = recorded.zendesk.resources["tickets"].newest().values()
    newest = max(ticket["generated_timestamp"] for ticket in tickets)
    assert int(exports[second]["start_time"]) == newest - 3600
    searches = [
        asked.body["jql"] for asked in nights.replay.log if asked.path.endswith("search/jql")
    ]
    # Bare issues say nothing of when they changed.
    assert sum("updated >=" in jql for jql in searches) == len(nights.jira.projects) - 1
    comments = [
        asked.query["since"]
        for asked in nights.replay.log
        if asked.path == f"/repos/{nights.github.repositories[0]}/issues/comments"
    ]
    assert comments[-1] > comments[0]


def test_links_to_other_hosts_are_not_followed(recorded: Recorded, nights: Nights) -> None:
    recorded_pages = [page for pages in recorded.zendesk.pages.values() for page in pages]
    named = [page for page in recorded_pages if page.get("next_page") or page.get("after_url")]
    assert len(named) > 20
    assert len(nights.replay.links_to_other_hosts) >= len(named)
    assert nights.other_hosts == []
