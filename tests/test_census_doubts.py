"""The census: a loss that may be a lost permission is asked about, and nothing is marked."""

from collections import Counter
from pathlib import Path

import pytest
from censuses import ACCEPTED, DUE, clean, gone
from live_edits import ITEMS, edit, item_ids, later, retitled, title_of
from live_tools import live_tools
from starlette.responses import Response

from pipelines import counting
from pipelines.census import take_census
from pipelines.example.http_service import Call, answer
from pipelines.outcomes import judged
from pipelines.sources import jira

pytestmark = pytest.mark.resilience


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
