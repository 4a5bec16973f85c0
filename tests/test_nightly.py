"""The night: what is published when something goes wrong, and what the next night makes of it."""

import io
import json
from datetime import date
from pathlib import Path

import pytest
from rich.console import Console
from stand_ins import MODELS, Place, night, published, stand_in, thing

from pipelines import nightly, publication, report
from pipelines.errors import HeadwayError
from pipelines.ledger import Ledger
from pipelines.sources.answers import QuotaSpentError, SourceError
from pipelines.warehouse import Warehouse


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return stand_in(tmp_path, monkeypatch)


@pytest.fixture
def place_with_dbt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return stand_in(tmp_path, monkeypatch, with_dbt=True)


def test_a_night_publishes_what_the_tools_gave(place_with_dbt: Place) -> None:
    place = place_with_dbt
    code, said = night(place)

    assert code == 0
    assert published(place) == [("one",), ("two",)]
    assert published(
        place,
        "select source_system, outcome, n_rows_loaded, n_requests from meta_sources "
        "order by source_system desc",
    ) == [("jira", "complete", 2, 1), ("github", "complete", 1, 1)]
    assert published(place, "select outcome, exit_code, as_of, finished_at from meta_runs") == [
        ("published", 0, date(2026, 3, 2), None)
    ]
    steps = [line.split()[1:3] for line in said.splitlines()]
    assert steps == [
        ["pull", "jira"],
        ["pull", "github"],
        ["learn", "0"],
        ["build", steps[3][1]],
        ["publish", "5"],
        ["export", "5"],
        ["report", steps[-1][1]],
    ]
    assert said.splitlines()[-4].endswith("6 tables built, 1 tests passed")
    assert "no text model: 0 decided items" in said.splitlines()[2]


def test_a_night_without_recent_effort_is_published_all_the_same(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nothing(*_: object) -> None:
        raise report.NothingToReportError("No effort has been recorded in the last weeks.")

    monkeypatch.setattr(report, "report", nothing)
    code, said = night(place)
    assert code == 0
    assert published(place) == [("one",), ("two",)]
    assert said.splitlines()[-1].endswith("No effort has been recorded in the last weeks.")


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (ValueError("a cell"), ["not all that is made of it: ValueError: a cell.", "Next: less "]),
        (HeadwayError("It is torn.", "headway restore"), ["It is torn.", "Next: headway restore"]),
    ],
)
def test_a_night_that_fails_after_publishing_says_that_its_numbers_count(
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    fault: Exception,
    told: list[str],
) -> None:
    def fails(*_: object) -> None:
        raise fault

    monkeypatch.setattr(report, "report", fails)
    assert night(place)[0] == 1
    assert published(place) == [("one",), ("two",)]
    said = capsys.readouterr().err
    assert f"{place.warehouse()} is published, but not all that is made of it" in said
    assert "last publication stands" not in said
    for words in told:
        assert words in said


def test_one_failing_tool_does_not_stop_the_others(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    night(place)
    place.jira.documents = [thing(1, "one, edited")]
    place.github.fault = SourceError("http://x answered 401: token expired; headway check")

    code, said = night(place)

    assert code == 3
    assert published(place) == [("one, edited",), ("two",)]
    assert "token expired" in said
    [(outcome, message)] = published(
        place, "select outcome, message from meta_runs order by started_at desc limit 1"
    )
    assert outcome == "published_partial"
    assert message == "github: http://x answered 401: token expired; headway check"


def test_a_tool_that_speaks_of_a_size_is_no_full_disk(place: Place) -> None:
    place.github.fault = SourceError("http://x answered 413: File too large; headway check")
    code, said = night(place)
    assert (code, "answered 413: File too large" in said, "no room" in said) == (3, True, False)


def test_a_spent_quota_is_not_a_failure(place: Place) -> None:
    place.github.fault = QuotaSpentError("asks to wait 3000 s")

    assert night(place)[0] == 5
    assert published(place) == [("one",), ("two",)]


def test_a_failed_tool_weighs_more_than_a_spent_quota(place: Place) -> None:
    place.github.fault = QuotaSpentError("asks to wait 3000 s")
    place.jira.documents, place.jira.fault = [], None
    night(place)
    place.jira.fault = SourceError("down")

    assert night(place)[0] == 1, "no tool has ever given a row: zeros would pass for an answer"
    place.github.fault = None
    assert night(place)[0] == 3


def test_nothing_is_published_before_any_tool_has_given_a_row(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    for tool in (place.jira, place.github):
        tool.fault = SourceError("no route to host")

    assert night(place)[0] == 1
    assert not place.warehouse().exists()
    assert "no route to host" in capsys.readouterr().err


def test_a_failing_data_test_keeps_the_last_publication(
    place_with_dbt: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place = place_with_dbt
    night(place)
    before = place.warehouse().read_bytes()
    place.jira.documents = [thing(3, "three", size=None)]

    code, _ = night(place)

    assert code == 1
    assert place.warehouse().read_bytes() == before
    said = capsys.readouterr().err
    assert "data test not_null_fct_things_size failed" in said
    assert "Next: less " in said
    assert "Traceback" not in said
    log = Path(said.split("Next: less ")[1].strip())
    assert "where size is null" in log.read_text(), "the failing test's SQL is in the log"
    assert Ledger(place.warehouse("runs.jsonl")).runs()["outcome"].to_list() == [
        "published",
        "failed",
    ]


def test_a_model_that_does_not_parse_is_told_in_one_sentence(
    place_with_dbt: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    place = place_with_dbt
    (place.models / "broken.sql").write_text("select * from {{ ref('nowhere') }}")

    assert night(place)[0] == 1
    said = capsys.readouterr().err
    assert "nowhere" in said
    assert "Traceback" not in said


def test_a_night_without_pull_rebuilds_from_what_is_there(place: Place) -> None:
    night(place)
    (place.models / "fct_things.sql").write_text(MODELS["fct_things.sql"] + "where id = '1'")

    assert night(place, pull=False)[0] == 0
    assert published(place) == [("one",)]
    assert len(place.jira.cursors) == 1


def test_a_second_run_does_not_touch_a_workspace_in_use(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    with Warehouse(place.workspace).lock():
        assert night(place)[0] == 4

    assert "process" in capsys.readouterr().err
    assert not place.warehouse("runs.jsonl").exists()
    assert night(place)[0] == 0


def test_nothing_is_pulled_while_the_strategy_is_wrong(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = place.workspace / "strategy" / "classification_rules.csv"
    rules.write_text(rules.read_text().replace("operational", "oprational"))

    assert night(place)[0] == 2
    assert "oprational" in capsys.readouterr().err
    assert place.jira.cursors == []
    [run] = Ledger(place.warehouse("runs.jsonl")).runs().iter_rows(named=True)
    assert (run["outcome"], run["exit_code"]) == ("configuration_error", 2)


def test_a_folder_that_is_no_workspace_is_left_as_it_was(tmp_path: Path) -> None:
    assert nightly.run(tmp_path, console=Console(file=io.StringIO())) == 2
    assert list(tmp_path.iterdir()) == []


def test_a_tool_that_is_not_switched_on_is_not_taken_for_pulled(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    assert night(place, only=["zendesk"])[0] == 2
    assert "zendesk" in capsys.readouterr().err


def test_exports_that_fail_are_told_though_the_publication_is_new(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def no_room(_: Path) -> None:
        raise OSError(28, "No space left on device")

    night(place)
    first = json.loads((place.workspace / "exports/latest/manifest.json").read_text())
    monkeypatch.setattr("pipelines.exports.publication.flush", no_room)
    monkeypatch.setattr(publication, "publish", lambda *_: 0)

    assert night(place)[0] == 1
    assert "No space left" in capsys.readouterr().err
    assert json.loads((place.workspace / "exports/latest/manifest.json").read_text()) == first
