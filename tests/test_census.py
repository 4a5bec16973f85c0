"""The census: what is gone is found, within its requests, and comes back when it is restored."""

from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from censuses import DUE, clean, gone
from live_edits import ITEMS, archive, item_ids, later, put, restore, transfer
from live_tools import live_tools, small_pages

from pipelines import census, counting
from pipelines.census import CensusRules, take_census
from pipelines.sources import SOURCES, held

pytestmark = pytest.mark.resilience


@pytest.mark.parametrize("tool", SOURCES)
def test_what_was_deleted_is_found_within_one_census_and_comes_back_when_restored(
    tmp_path: Path, tool: str
) -> None:
    with live_tools(tmp_path / "census") as tools:
        first = clean(tools.pull(tool))
        assert first.census_at is not None, "a first pull has seen everything"
        before = gone(tools, tool)
        items = tools.served.documents[tool][ITEMS[tool]]
        victims = [id_ for id_ in item_ids(tools, tool) if id_ not in before][1:4]
        removed = {id_: items.pop(id_) for id_ in victims}

        assert clean(tools.pull(tool)).n_gone == 0, "not due for a week"
        found = clean(tools.pull(tool, rules=DUE))
        assert (found.n_gone, gone(tools, tool)) == (3, before | set(victims))
        again = clean(tools.pull(tool, rules=DUE))
        assert (again.n_gone, again.n_back, gone(tools, tool)) == (0, 0, before | set(victims))

        for item in removed.values():
            restore(tools, tool, item)
        later(tools, minutes=5)
        back = clean(tools.pull(tool, rules=DUE))
        assert gone(tools, tool) == before
        assert back.n_back == (3 if tool in ("jira", "github") else 0), "help desks date it anew"


def test_a_moved_issue_is_not_gone_and_keeps_its_id(tmp_path: Path) -> None:
    with live_tools(tmp_path / "census") as tools:
        clean(tools.pull("jira"))
        issues = tools.served.documents["jira"]["issues"]
        projects = tools.served.documents["jira"]["projects"]
        moved = next(issue for issue in issues.values() if issue["key"].startswith("PAY-"))
        other = next(one for one in projects.values() if one["key"] == "CHK")
        moved["key"], moved["fields"]["project"] = "CHK-9999", other
        issues[moved["id"]] = moved
        found = clean(tools.pull("jira", rules=DUE))
        assert (found.n_gone, moved["id"] in tools.rows("jira")["issues"]) == (0, True)


def test_an_issue_moved_out_of_the_configured_projects_is_gone_until_it_is_moved_back(
    tmp_path: Path,
) -> None:
    """It would stay what it was when it was last seen, open for ever."""
    with live_tools(tmp_path / "census") as tools:
        tools.said = {"projects": ["PAY", "CHK"]}
        clean(tools.pull("jira"))
        issues = tools.served.documents["jira"]["issues"]
        own = [issue for issue in issues.values() if issue["key"].startswith("PAY-")]
        away, near = own[:2]

        def move(issue: dict[str, Any], key: str) -> None:
            moved = deepcopy(issue) | {"key": f"{key}-9999"}
            projects = tools.served.documents["jira"]["projects"].values()
            moved["fields"]["project"] = next(one for one in projects if one["key"] == key)
            later(tools, minutes=5)
            put(tools, "jira", moved)

        move(away, "DATA")
        move(near, "CHK")
        found = clean(tools.pull("jira", rules=DUE))
        assert (found.n_gone, gone(tools, "jira")) == (1, {away["id"]})
        move(away, "PAY")
        clean(tools.pull("jira"))
        assert gone(tools, "jira") == set(), "the move back dates it"

        move(away, "DATA")
        clean(tools.pull("jira", rules=DUE))
        restore(tools, "jira", away)
        back = clean(tools.pull("jira", rules=DUE))
        assert (back.n_back, gone(tools, "jira")) == (1, set()), "though nothing dates it"


def test_a_transferred_issue_is_gone_and_its_old_id_leads_to_the_new_one(tmp_path: Path) -> None:
    """GitHub gives it another id and number, and redirects the old address."""
    with live_tools(tmp_path / "census") as tools:
        clean(tools.pull("github"))
        before = gone(tools, "github")
        old = next(id_ for id_ in item_ids(tools, "github") if id_ not in before)
        later(tools, minutes=5)
        new = transfer(tools, old)
        clean(tools.pull("github", rules=DUE))
        assert gone(tools, "github") == before | {old}
        [(id_, (said, is_gone))] = tools.rows("github")["transfers"].items()
        assert (id_, said["id"], is_gone) == (old, new["id"], False)
        assert said["url"] == tools.rows("github")["issues"][str(new["id"])][0]["url"]

        later(tools, minutes=5)
        newest = transfer(tools, str(new["id"]))
        clean(tools.pull("github", rules=DUE))
        leads_to = {id_: said["id"] for id_, (said, _) in tools.rows("github")["transfers"].items()}
        assert leads_to == {old: newest["id"], str(new["id"]): newest["id"]}


@pytest.mark.parametrize("plan_has_archive", [True, False])
def test_tickets_that_freshdesk_archives_stay_as_they_were_and_erased_ones_go(
    tmp_path: Path, plan_has_archive: bool
) -> None:
    with live_tools(tmp_path / "census") as tools:
        clean(tools.pull("freshdesk"))
        before = tools.rows("freshdesk")
        conversations = before["conversations"].values()
        talked_about = sorted({str(said["ticket_id"]) for said, _ in conversations})
        alive = [id_ for id_ in talked_about if not before["tickets"][id_][1]]
        erased, *archived = alive[:4]
        del tools.served.documents["freshdesk"]["tickets"][erased]
        if plan_has_archive:
            for id_ in archived:
                archive(tools, id_)
        else:
            tools.served.invisible["freshdesk"] = {"archived_tickets"}
        found = clean(tools.pull("freshdesk", rules=DUE))
        after = tools.rows("freshdesk")
        gone_now = gone(tools, "freshdesk") - {
            id_ for id_, row in before["tickets"].items() if row[1]
        }
        assert (found.n_gone, gone_now) == (1, {erased})
        assert after["conversations"] == before["conversations"]


def test_a_census_goes_on_with_the_containers_it_has_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with live_tools(tmp_path / "census") as tools:
        clean(tools.pull("jira"))
        monkeypatch.setattr(census, "REQUESTS_A_NIGHT", 3)
        week = CensusRules(timedelta(seconds=30))
        counted: list[str] = []
        count = counting.count_container

        def note_and_count(*args: object) -> None:
            counted.append(str(args[2]))
            count(*args)  # type: ignore[arg-type]

        monkeypatch.setattr(census, "count_container", note_and_count)
        with tools.warehouse.connect_work() as work:
            work.execute("update raw_headway.censuses set taken_at = taken_at - interval '1 day'")
        nights = 0
        while len(set(counted)) < 9 and nights < 9:
            before = len(counted)
            clean(tools.pull("jira", rules=week))
            nights += 1
            assert 0 < len(counted) - before < 9
        assert len(counted) == len(set(counted)) == 9, "a container was counted twice"


@pytest.mark.parametrize("tool", ["github", "zendesk", "freshdesk"])
def test_a_container_beyond_a_nights_budget_is_counted_over_several_nights_and_marked_at_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    with live_tools(tmp_path / "census") as tools:
        clean(tools.pull(tool))
        before = gone(tools, tool)
        items = tools.served.documents[tool][ITEMS[tool]]
        of_container: dict[str, list[str]] = {}
        for id_ in item_ids(tools, tool):
            of_container.setdefault(items[id_].get("repository_url", ""), []).append(id_)
        victims = set(max(of_container.values(), key=len)[1:4]) - before
        for id_ in victims:
            del items[id_]
        small_pages(monkeypatch)
        monkeypatch.setattr(held, "IDS_PER_REQUEST", 20)
        monkeypatch.setattr(census, "REQUESTS_A_NIGHT", 2)
        monkeypatch.setattr(counting, "ASKED_AT_ONCE", 1)
        settings = tools.settings(tool)
        n_nights = 0
        with tools.warehouse.connect_work() as work:
            work.execute("update raw_headway.censuses set taken_at = taken_at - interval '8 days'")
        while gone(tools, tool) == before:
            api = SOURCES[tool].connect(settings, 2)
            found = take_census(tools.warehouse, tool, api, settings, CensusRules())
            n_repositories = len(getattr(settings, "repositories", ()))
            assert api.n_requests <= 2 + n_repositories
            n_nights += 1
            assert found.n_gone in (0, len(victims)) and n_nights < 100
        assert (gone(tools, tool), n_nights > 3) == (before | victims, True)


@pytest.mark.parametrize("tool", SOURCES)
def test_a_census_costs_few_requests(tmp_path: Path, tool: str) -> None:
    with live_tools(tmp_path / "census") as tools:
        clean(tools.pull(tool))
        quiet = clean(tools.pull(tool)).n_requests
        counted = clean(tools.pull(tool, rules=DUE)).n_requests
        items, n_containers = len(tools.rows(tool)[ITEMS[tool]]), 10
        assert counted - quiet <= items // 50 + 2 * n_containers
