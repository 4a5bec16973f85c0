"""Comments, worklogs, reviews and replies that were deleted while their item stays."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from censuses import ACCEPTED, DUE, clean
from live_edits import ITEMS, edit, later
from live_tools import LiveTools, live_tools

from pipelines import counting
from pipelines.deleted_children import mark_unshown
from pipelines.sources import SOURCES
from pipelines.warehouse import Warehouse

pytestmark = pytest.mark.resilience


def gone(tools: LiveTools, tool: str, table: str) -> set[str]:
    """Give the ids of a table's rows that are marked as gone."""
    return {id_ for id_, (_, is_gone) in tools.rows(tool)[table].items() if is_gone}


@pytest.fixture
def tools(tmp_path: Path) -> Iterator[LiveTools]:
    with live_tools(tmp_path / "census") as tools:
        yield tools


def documents(tools: LiveTools, tool: str, table: str) -> dict[str, Any]:
    found: dict[str, Any] = tools.served.documents[tool][table]
    return found


@pytest.mark.parametrize("table", ["comments", "review_comments"])
def test_a_comment_deleted_on_github_is_found_within_one_census(
    tools: LiveTools, table: str
) -> None:
    clean(tools.pull("github"))
    victim = next(iter(documents(tools, "github", table)))
    removed = documents(tools, "github", table).pop(victim)
    clean(tools.pull("github"))
    assert gone(tools, "github", table) == set(), "not due for a week"
    found = clean(tools.pull("github", rules=DUE))
    assert (gone(tools, "github", table), found.n_gone) == ({victim}, 0), "no item is gone"
    documents(tools, "github", table)[victim] = removed
    clean(tools.pull("github", rules=DUE))
    assert gone(tools, "github", table) == set()


def test_the_comments_of_a_deleted_issue_are_its_history_and_stay(tools: LiveTools) -> None:
    clean(tools.pull("github"))
    comments, issues = (documents(tools, "github", one) for one in ("comments", "issues"))
    addresses = {one["url"]: id_ for id_, one in issues.items() if not one.get("pull_request")}
    issue = next(
        addresses[one["issue_url"]] for one in comments.values() if one["issue_url"] in addresses
    )
    address = issues.pop(issue)["url"]
    for id_ in [id_ for id_, one in comments.items() if one["issue_url"] == address]:
        del comments[id_]
    assert clean(tools.pull("github", rules=DUE)).n_gone == 1
    assert gone(tools, "github", "comments") == set()


def test_comments_missed_before_their_issue_was_found_gone_are_its_history_too(
    tools: LiveTools,
) -> None:
    """Counted on a night when its items were not: after an upgrade, or beyond the budget."""
    clean(tools.pull("github"))
    with tools.warehouse.connect_work() as connection:
        connection.execute("delete from raw_headway.censuses where container like '% %comments'")
    comments, issues = (documents(tools, "github", one) for one in ("comments", "issues"))
    addresses = {one["url"]: id_ for id_, one in issues.items() if not one.get("pull_request")}
    issue = next(
        addresses[one["issue_url"]] for one in comments.values() if one["issue_url"] in addresses
    )
    address = issues.pop(issue)["url"]
    missed = {id_ for id_, one in comments.items() if one["issue_url"] == address}
    for id_ in missed:
        del comments[id_]
    clean(tools.pull("github"))
    assert gone(tools, "github", "comments") == missed
    assert clean(tools.pull("github", rules=DUE)).n_gone == 1
    assert gone(tools, "github", "comments") == set()


def test_worklogs_missed_before_their_issue_was_found_gone_are_its_history_too(
    tools: LiveTools,
) -> None:
    clean(tools.pull("jira"))
    issues, worklogs = (documents(tools, "jira", one) for one in ("issues", "worklogs"))
    victim, issue = next((id_, str(log["issueId"])) for id_, log in worklogs.items())
    project = issues.pop(issue)["fields"]["project"]["key"]
    for id_ in [id_ for id_, log in worklogs.items() if str(log["issueId"]) == issue]:
        del worklogs[id_]
    later(tools, minutes=5)
    with tools.warehouse.connect_work() as connection:
        connection.execute(
            "update raw_headway.censuses set taken_at = taken_at - "
            "case container when ? then interval '5 days' else interval '8 days' end",
            [project],
        )
    clean(tools.pull("jira"))
    assert victim in gone(tools, "jira", "worklogs")
    assert clean(tools.pull("jira", rules=DUE)).n_gone == 1
    assert gone(tools, "jira", "worklogs") == set()


def test_a_help_desk_without_a_ticket_is_pulled_whole(tools: LiveTools) -> None:
    for table in ("tickets", "conversations"):
        documents(tools, "freshdesk", table).clear()
    assert clean(tools.pull("freshdesk")).census_at is not None


@pytest.mark.parametrize(("load_of_another", "is_gone"), [("2", True), ("1", False)])
def test_a_link_is_gone_only_if_links_were_read_with_its_issue(
    tmp_path: Path, load_of_another: str, is_gone: bool
) -> None:
    """With remote_links off for a while, issues are read without their links."""
    warehouse = Warehouse(tmp_path)
    warehouse.folder.mkdir()
    warehouse.ensure_raw_tables({"jira": SOURCES["jira"]})
    rows = "(id, updated_at, payload, _dlt_load_id) values (?, now(), '{}', ?)"
    with warehouse.connect_work() as connection:
        connection.execute(f"insert into raw_jira.issues {rows}", ["10", "2"])
        connection.execute(f"insert into raw_jira.remote_links {rows}", ["10/1", "1"])
        connection.execute(f"insert into raw_jira.remote_links {rows}", ["11/1", load_of_another])
    mark_unshown(warehouse, "jira")
    with warehouse.connect_work() as connection:
        marked = "select id from raw_jira.remote_links where deleted_at is not null"
        assert connection.execute(marked).fetchall() == [("10/1",)] * is_gone


def test_a_large_loss_of_comments_is_asked_about(tools: LiveTools) -> None:
    clean(tools.pull("github"))
    comments = documents(tools, "github", "comments")
    of_repository: dict[str, list[str]] = {}
    for id_, one in comments.items():
        name = "/".join(one["issue_url"].partition("/repos/")[2].split("/")[:2])
        of_repository.setdefault(name, []).append(id_)
    name, own = max(of_repository.items(), key=lambda found: len(found[1]))
    lost = own[: counting.FEW_ITEMS + 1]
    for id_ in lost:
        del comments[id_]
    doubted = tools.pull("github", rules=DUE)
    assert f"{len(lost)} of {len(own)} comments of {name} are not" in str(doubted.message)
    assert (doubted.outcome, doubted.census_at, gone(tools, "github", "comments")) == (
        *("partial", None),
        set(),
    )
    clean(tools.pull("github", rules=ACCEPTED))
    assert gone(tools, "github", "comments") == set(lost)


def test_a_worklog_deleted_in_jira_is_found_but_not_those_of_a_deleted_issue(
    tools: LiveTools,
) -> None:
    clean(tools.pull("jira"))
    worklogs = documents(tools, "jira", "worklogs")
    victim, other = next(
        (one, two)
        for one in worklogs
        for two in worklogs
        if worklogs[one]["issueId"] != worklogs[two]["issueId"]
    )
    del documents(tools, "jira", "issues")[str(worklogs[other]["issueId"])]
    del worklogs[victim], worklogs[other]
    later(tools, minutes=5)
    clean(tools.pull("jira"))
    assert gone(tools, "jira", "worklogs") == set(), "not due for a week"
    clean(tools.pull("jira", rules=DUE))
    assert gone(tools, "jira", "worklogs") == {victim}


@pytest.mark.parametrize(
    ("tool", "table", "parents", "names_parent"),
    [
        ("github", "reviews", "pull_requests", "pull_request_url"),
        ("freshdesk", "conversations", "tickets", "ticket_id"),
    ],
)
def test_what_its_item_shows_no_more_is_gone_when_the_item_is_read_again(
    tools: LiveTools, tool: str, table: str, parents: str, names_parent: str
) -> None:
    clean(tools.pull(tool))
    children = documents(tools, tool, table)
    victim = next(iter(children))
    named = children.pop(victim)[names_parent]
    later(tools, days=2)
    clean(tools.pull(tool, rules=DUE))
    assert gone(tools, tool, table) == set(), "nothing says so until the item is read"
    held = documents(tools, tool, parents)
    parent = next(
        id_
        for id_, one in held.items()
        if named in (one["url"] if tool == "github" else one["id"],)
    )
    held[parent] = held[parent] | {"updated_at": f"{tools.served.clock:%Y-%m-%dT%H:%M:%SZ}"}
    clean(tools.pull(tool))
    assert gone(tools, tool, table) == {victim}


def test_a_ticket_that_is_deleted_while_it_is_read_keeps_its_replies(tools: LiveTools) -> None:
    """Its replies answer 404 by then; the next night finds it among the deleted."""
    clean(tools.pull("freshdesk"))
    replies = documents(tools, "freshdesk", "conversations")
    alive = {
        id_
        for id_, one in documents(tools, "freshdesk", "tickets").items()
        if not one.get("deleted")
    }
    reply = next(id_ for id_, one in replies.items() if str(one["ticket_id"]) in alive)
    ticket = str(replies[reply]["ticket_id"])
    for id_ in [id_ for id_, one in replies.items() if str(one["ticket_id"]) == ticket]:
        del replies[id_]
    later(tools, minutes=5)
    edit(tools, "freshdesk", ticket, "listed, then deleted")
    clean(tools.pull("freshdesk"))
    assert reply in gone(tools, "freshdesk", "conversations")
    documents(tools, "freshdesk", ITEMS["freshdesk"])[ticket]["deleted"] = True
    clean(tools.pull("freshdesk"))
    assert gone(tools, "freshdesk", "conversations") == set()
