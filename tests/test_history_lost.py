"""What was published is remembered, and nothing else, whatever a night or a file comes to."""

import shutil
from pathlib import Path

import pytest
from remembered_nights import Known, write_rules
from stand_ins import Place, published
from told_nights import (
    HISTORY,
    MONDAY,
    NEXT_MONDAY,
    NIGHTS,
    TUESDAY,
    WEDNESDAY,
    fail,
    killed,
    publish,
)

from pipelines import exports, publication
from pipelines.errors import HeadwayError
from pipelines.ledger import Ledger

pytest_plugins = ("remembered_fixtures",)


@pytest.mark.parametrize("where", ["build", "publish"])
def test_a_night_that_fails_has_said_nothing(
    place: Place, known: Known, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    publish(place, MONDAY)
    write_rules(place, a="strategic", b="strategic")
    with monkeypatch.context() as patch:
        if where == "build":
            known.fault = HeadwayError("a data test failed")
        else:
            patch.setattr(publication, "_copy_tables", killed)
        fail(place, TUESDAY)
        known.fault = None
    write_rules(place, a="strategic", b="operational")
    publish(place, WEDNESDAY)

    assert published(place, NIGHTS) == [(MONDAY,), (WEDNESDAY,)]
    assert published(place, HISTORY) == [
        ("jira:1", "strategic", "first_seen", MONDAY, None),
        ("jira:2", "operational", "first_seen", MONDAY, None),
    ]


def test_a_night_killed_after_it_published_has_been_said(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The ledger calls such a run failed; analysts have read its publication all the same."""
    publish(place, MONDAY)
    write_rules(place, a="strategic", b="strategic")
    with monkeypatch.context() as patch:
        patch.setattr(exports, "export", killed)
        fail(place, TUESDAY)
    write_rules(place, a="strategic", b="operational")
    publish(place, WEDNESDAY)

    assert published(place, NIGHTS) == [(MONDAY,), (TUESDAY,), (WEDNESDAY,)]
    assert published(place, HISTORY)[1:] == [
        ("jira:2", "operational", "first_seen", MONDAY, TUESDAY),
        ("jira:2", "strategic", "changed_rules", TUESDAY, WEDNESDAY),
        ("jira:2", "operational", "changed_rules", WEDNESDAY, None),
    ]


def test_history_outlives_a_full_refresh_and_the_loss_of_the_work_file(place: Place) -> None:
    publish(place, MONDAY)
    write_rules(place, a="strategic", b="strategic")
    publish(place, TUESDAY, full_refresh=True, pull=True)
    before = published(place, HISTORY)
    place.warehouse("work.duckdb").unlink()
    publish(place, WEDNESDAY, full_refresh=True, pull=True)

    assert len(before) == 3
    assert published(place, HISTORY) == before
    assert published(place, NIGHTS) == [(MONDAY,), (TUESDAY,), (WEDNESDAY,)]


def test_a_lost_or_older_publication_costs_no_earlier_night(place: Place, tmp_path: Path) -> None:
    publish(place, MONDAY)
    shutil.copy(place.warehouse(), tmp_path / "monday.duckdb")
    publish(place, TUESDAY)
    publish(place, WEDNESDAY)
    place.warehouse().unlink()
    publish(place, NEXT_MONDAY)
    assert published(place, NIGHTS) == [(MONDAY,), (TUESDAY,), (NEXT_MONDAY,)]
    shutil.copy(tmp_path / "monday.duckdb", place.warehouse())
    publish(place, NEXT_MONDAY)
    assert published(place, NIGHTS) == [(MONDAY,), (TUESDAY,), (NEXT_MONDAY,)]


def test_a_publication_that_cannot_be_read_stops_the_night_with_a_way_on(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    publish(place, MONDAY)
    place.warehouse().write_bytes(b"no database" * 1000)

    fail(place, TUESDAY)
    assert "Next: mv " in capsys.readouterr().err
    assert Ledger(place.warehouse("runs.jsonl")).runs()["outcome"].to_list()[-1] == "failed"
