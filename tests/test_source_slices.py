"""Reading in slices: what is cut, by time or by a spent quota, is gone on with, to the same end."""

from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from live_edits import ITEMS, edit, item_ids, later, title_of
from live_tools import live_tools, small_pages

from pipelines import pulls
from pipelines.example.server import Limits
from pipelines.outcomes import judged
from pipelines.sources import SOURCES, slices

pytestmark = pytest.mark.resilience


@pytest.fixture(autouse=True)
def pages(monkeypatch: pytest.MonkeyPatch) -> None:
    small_pages(monkeypatch, 40)


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict]:
    """What raw holds of each tool after one pull in one slice."""
    with live_tools(tmp_path_factory.mktemp("whole")) as tools:
        assert [tools.pull(tool).outcome for tool in SOURCES] == ["complete"] * len(SOURCES)
        return {tool: tools.rows(tool) for tool in SOURCES}


@pytest.mark.parametrize("tool", SOURCES)
def test_a_pull_cut_after_every_page_ends_where_a_whole_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, whole: dict, tool: str
) -> None:
    monkeypatch.setattr(slices, "SECONDS", 0.0)
    with live_tools(tmp_path / "cut") as tools:
        assert tools.pull(tool).outcome == "complete"
        assert tools.rows(tool) == whole[tool]
        assert not {name for name, left in tools.state(tool)["resume"].items() if left}


@pytest.mark.parametrize("share", [5, 9])
@pytest.mark.parametrize("tool", SOURCES)
def test_a_spent_quota_keeps_what_was_read_and_the_next_run_goes_on_from_there(
    tmp_path: Path, whole: dict, tool: str, share: int
) -> None:
    with live_tools(tmp_path / "counted") as tools:
        undisturbed = tools.pull(tool)
    limits = Limits(**{tool: undisturbed.n_requests * share // 10}, window_seconds=3600.0)
    with live_tools(tmp_path / "spent", limits=limits) as tools:
        spent = tools.pull(tool)
        kept = sum(map(len, tools.rows(tool).values()))
        assert (spent.outcome, judged([spent]).exit_code) == ("quota_spent", 5)
        assert "its quota is spent" in str(spent.message)
        assert 0 < kept < sum(map(len, whole[tool].values()))

        tools.served.limits = Limits()
        again = tools.pull(tool)
        assert (again.outcome, tools.rows(tool)) == ("complete", whole[tool])
        assert again.n_rows_loaded < undisturbed.n_rows_loaded, "it began again from zero"


@pytest.mark.parametrize("tool", SOURCES)
def test_what_changes_between_two_slices_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tool: str
) -> None:
    """Edited behind the place reached, hours after the read's clock began: next night's to see."""
    monkeypatch.setattr(slices, "SECONDS", 0.0)
    with live_tools(tmp_path / "edited") as tools:
        first, *_, last = item_ids(tools, tool)
        edits = iter([first, last])

        def load_and_edit(*args: Any, **options: Any) -> int:
            n_rows = load(*args, **options)
            later(tools, hours=2)
            for id_ in islice(edits, 1):
                edit(tools, tool, id_, "edited meanwhile")
            return n_rows

        load = pulls.load
        monkeypatch.setattr(pulls, "load", load_and_edit)
        assert tools.pull(tool).outcome == "complete"
        monkeypatch.undo()
        later(tools, hours=3)
        assert tools.pull(tool).outcome == "complete"
        rows = tools.rows(tool)[ITEMS[tool]]
        assert next(edits, None) is None
        assert {title_of(tool, rows[id_][0]) for id_ in (first, last)} == {"edited meanwhile"}
