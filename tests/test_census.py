"""The census: what is gone is found, what is merely out of sight is asked about."""

from datetime import timedelta
from pathlib import Path

import pytest
from live_edits import ITEMS, edit, item_ids, later, restore, title_of
from live_tools import LiveTools, live_tools

from pipelines import census
from pipelines.census import CensusRules
from pipelines.outcomes import Pull, judged
from pipelines.sources import SOURCES

pytestmark = pytest.mark.resilience
DUE = CensusRules(timedelta(0))
ACCEPTED = CensusRules(timedelta(days=7), accept_deletions=True)


def gone(tools: LiveTools, tool: str) -> set[str]:
    """Give the ids of the items that are marked as gone."""
    return {id_ for id_, (_, is_gone) in tools.rows(tool)[ITEMS[tool]].items() if is_gone}


def clean(pull: Pull) -> Pull:
    assert (pull.outcome, pull.message) == ("complete", None)
    return pull


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


def test_a_lost_permission_is_not_taken_for_a_deletion(tmp_path: Path) -> None:
    with live_tools(tmp_path / "census") as tools:
        clean(tools.pull("jira"))
        before = gone(tools, "jira")
        tools.served.invisible["jira"] = {"PAY"}
        doubted = tools.pull("jira", rules=DUE)
        assert (doubted.outcome, judged([doubted]).exit_code) == ("partial", 3)
        assert "permission or deletion?" in str(doubted.message)
        assert "headway nightly --source jira --accept-deletions" in str(doubted.message)
        assert (gone(tools, "jira"), doubted.census_at) == (before, None)

        accepted = tools.pull("jira", rules=ACCEPTED)
        assert accepted.n_gone == len(gone(tools, "jira") - before) > 0
        tools.served.invisible.clear()
        clean(tools.pull("jira", rules=DUE))
        assert gone(tools, "jira") == before


def test_what_changed_while_out_of_sight_is_read_when_it_is_seen_again(tmp_path: Path) -> None:
    with live_tools(tmp_path / "census") as tools:
        clean(tools.pull("jira"))
        issues = tools.served.documents["jira"]["issues"].values()
        hidden = next(issue["id"] for issue in issues if issue["key"].startswith("PAY-"))
        tools.served.invisible["jira"] = {"PAY"}
        assert tools.pull("jira", rules=DUE).outcome == "partial"
        edit(tools, "jira", hidden, "edited while hidden")
        later(tools, days=9)
        seen = next(id_ for id_ in item_ids(tools, "jira") if id_ != hidden)
        edit(tools, "jira", seen, "moves the others' cursors on")
        assert tools.pull("jira", rules=DUE).outcome == "partial"
        tools.served.invisible.clear()
        later(tools, days=1)
        clean(tools.pull("jira", rules=DUE))
        assert title_of("jira", tools.rows("jira")["issues"][hidden][0]) == "edited while hidden"


@pytest.mark.parametrize("tool", ["github", "zendesk", "jira"])
def test_a_large_loss_is_asked_about_and_nothing_is_marked(tmp_path: Path, tool: str) -> None:
    with live_tools(tmp_path / "census", scale=0.03) as tools:
        clean(tools.pull(tool))
        before = gone(tools, tool)
        items = tools.served.documents[tool][ITEMS[tool]]
        alive = [id_ for id_ in item_ids(tools, tool) if id_ not in before]
        for id_ in alive[: len(alive) * 9 // 10]:
            del items[id_]
        doubted = tools.pull(tool, rules=DUE)
        assert (doubted.outcome, doubted.n_gone >= 0) == ("partial", True)
        assert "items of" in str(doubted.message) and "permission or deletion?" in str(
            doubted.message
        )
        assert len(gone(tools, tool) - before) <= census.FEW_ITEMS * 9


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


def test_a_census_goes_on_with_the_containers_it_has_not_counted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with live_tools(tmp_path / "census") as tools:
        clean(tools.pull("jira"))
        monkeypatch.setattr(census, "REQUESTS_A_NIGHT", 3)
        monkeypatch.setattr(census.CensusRules, "every", timedelta(0), raising=False)
        week = CensusRules(timedelta(seconds=30))
        counted: list[str] = []
        count = census._count

        def counting(*args: object, **options: object) -> bool:
            counted.append(str(args[3]))
            return count(*args, **options)  # type: ignore[arg-type]

        monkeypatch.setattr(census, "_count", counting)
        with tools.warehouse.connect_work() as work:
            work.execute("update raw_headway.censuses set taken_at = taken_at - interval '1 day'")
        nights = 0
        while len(set(counted)) < 9 and nights < 9:
            before = len(counted)
            clean(tools.pull("jira", rules=week))
            nights += 1
            assert 0 < len(counted) - before < 9
        assert len(counted) == len(set(counted)) == 9, "a container was counted twice"


@pytest.mark.parametrize("tool", SOURCES)
def test_a_census_costs_few_requests(tmp_path: Path, tool: str) -> None:
    with live_tools(tmp_path / "census") as tools:
        clean(tools.pull(tool))
        quiet = clean(tools.pull(tool)).n_requests
        counted = clean(tools.pull(tool, rules=DUE)).n_requests
        items, n_containers = len(tools.rows(tool)[ITEMS[tool]]), 10
        assert counted - quiet <= items // 50 + 2 * n_containers
