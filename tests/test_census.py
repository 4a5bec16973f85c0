"""The census: what is gone is found, what is merely out of sight is asked about."""

from collections import Counter
from datetime import timedelta
from pathlib import Path

import pytest
from live_edits import ITEMS, edit, item_ids, later, restore, retitled, title_of, transfer
from live_tools import LiveTools, live_tools, small_pages
from starlette.responses import Response

from pipelines import census, counting
from pipelines.census import CensusRules, take_census
from pipelines.example.http_service import Call, answer
from pipelines.outcomes import Pull, judged
from pipelines.sources import SOURCES, held, jira

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
        assert len(gone(tools, tool) - before) <= counting.FEW_ITEMS * 9


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


def test_a_small_project_that_lost_everything_is_asked_about(tmp_path: Path) -> None:
    with live_tools(tmp_path / "census") as tools:
        clean(tools.pull("jira"))
        before = gone(tools, "jira")
        issues = tools.served.documents["jira"]["issues"]
        by_project = Counter(issue["key"].partition("-")[0] for issue in issues.values())
        small = next(key for key, n in by_project.items() if 1 < n <= counting.FEW_ITEMS)
        for id_ in [id_ for id_, one in issues.items() if one["key"].startswith(f"{small}-")]:
            del issues[id_]
        doubted = tools.pull("jira", rules=DUE)
        assert (doubted.outcome, gone(tools, "jira")) == ("partial", before)
        assert f"items of {small} are not shown" in str(doubted.message)


def test_issues_that_are_switched_off_are_not_gone(tmp_path: Path) -> None:
    """GitHub answers 410 to a deleted issue, and to every issue where they are switched off."""
    with live_tools(tmp_path / "census") as tools:
        clean(tools.pull("github"))
        before, items = gone(tools, "github"), tools.served.documents["github"]["issues"]
        names = Counter(one["repository_url"].rpartition("/")[2] for one in items.values())
        small = next(name for name, n in names.items() if 0 < n <= counting.FEW_ITEMS)
        tools.served.faults["github"] = [IssuesAreOff(f"/{small}/issues")]
        tools.pull("github", rules=DUE)
        assert gone(tools, "github") == before


def test_accepted_deletions_of_a_project_spare_what_was_moved_out_of_it(tmp_path: Path) -> None:
    with live_tools(tmp_path / "census") as tools:
        clean(tools.pull("jira"))
        before = gone(tools, "jira")
        issues = tools.served.documents["jira"]["issues"]
        projects = tools.served.documents["jira"]["projects"]
        own = [id_ for id_, one in issues.items() if one["key"].startswith("PAY-")]
        project = issues[own[0]]["fields"]["project"]["id"]
        other = next(one for one in projects.values() if one["key"] == "CHK")
        issues[own[0]] = retitled("jira", issues[own[0]], "moved")
        issues[own[0]]["key"], issues[own[0]]["fields"]["project"] = "CHK-9999", other
        for id_ in own[1:]:
            del issues[id_]
        del projects[project]
        tools.pull("jira", rules=ACCEPTED)
        assert gone(tools, "jira") - before == set(own[1:])


@pytest.mark.parametrize("tool", ["github", "zendesk"])
def test_a_large_loss_is_doubted_before_every_item_is_asked_for(tmp_path: Path, tool: str) -> None:
    with live_tools(tmp_path / "census", scale=0.03) as tools:
        clean(tools.pull(tool))
        quiet = tools.pull(tool, rules=DUE).n_requests
        before, items = gone(tools, tool), tools.served.documents[tool][ITEMS[tool]]
        lost = [id_ for id_ in item_ids(tools, tool) if id_ not in before]
        for id_ in lost:
            del items[id_]
        doubted = tools.pull(tool, rules=DUE)
        assert doubted.outcome == "partial"
        assert doubted.n_requests - quiet < len(lost) * 0.8


def test_a_project_configured_by_its_old_key_is_named(tmp_path: Path) -> None:
    """Jira goes on taking the old key in a search, so the pull does not tell."""
    with live_tools(tmp_path / "census") as tools:
        clean(tools.pull("jira"))
        projects = tools.served.documents["jira"]["projects"]
        [renamed] = [id_ for id_, one in projects.items() if one["key"] == "PAY"]
        projects[renamed] = {**projects[renamed], "key": "MONEY"}
        tools.said["projects"] = ["PAY", "CHK"]
        settings = tools.settings("jira")
        found = take_census(tools.warehouse, "jira", jira.connect(settings, 2), settings, DUE)
        assert found.taken_at is None
        [doubt] = found.doubts
        assert "configured project PAY" in doubt and "headway check" in doubt


class IssuesAreOff:
    """Answers 410 to whatever lies below a repository's issues."""

    def __init__(self, part: str) -> None:
        self._part = part

    def befall(self, call: Call, response: Response) -> Response:
        if self._part not in call.path:
            return response
        return answer({"message": "Issues are disabled for this repo"}, 410)
