"""The disk is full at each stage of the night: nothing old is harmed, the next night mends it."""

import errno
import os
import random
from pathlib import Path
from typing import Any

import pytest
from disk_full_nights import (
    AFTER_PUBLISHING,
    BEFORE_PUBLISHING,
    PULLS,
    assert_mended,
    assert_told,
    files_of,
    hidden,
    outcome,
    place_at,
)
from full_disks import full_during, full_from, no_room_beyond
from stand_ins import Place, night, published, thing

from pipelines import transform
from pipelines.ledger import Ledger

# What is said is caught in memory: the files that pytest catches it in would be full as well.
pytestmark = pytest.mark.usefixtures("capsys")
ROOM_FOR_NOTES_BUT_NO_ROWS = 100_000
ROOM_FOR_DBT_BUT_NO_LARGE_MODEL = 5_000_000


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return place_at(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        place = place_at(tmp_path_factory.mktemp("undisturbed"), patch)
        assert night(place)[0] == 0
        return outcome(place)


@pytest.mark.resilience
@pytest.mark.parametrize("stage", BEFORE_PUBLISHING)
def test_a_disk_full_before_publishing_leaves_everything_as_it_was(
    place: Place, stage: str, undisturbed: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = place.warehouse("runs.jsonl").read_bytes()
    before = files_of(place, "exports", "reports", "warehouse/generations")
    publication_before = place.warehouse().read_bytes()

    with full_from(*BEFORE_PUBLISHING[stage]) as calls:
        code, said = night(place)

    assert calls, "the night never came there"
    assert code == 1
    assert "Traceback" not in said
    assert_told(capsys.readouterr().err, place)
    assert place.warehouse().read_bytes() == publication_before
    assert published(place) == [("one",), ("two",)]
    assert files_of(place, "exports", "reports", "warehouse/generations") == before
    assert place.warehouse("runs.jsonl").read_bytes().startswith(ledger)
    assert [path for path in hidden(place) if path.parent.name != "strategies"] == []
    assert_mended(place, undisturbed)


@pytest.mark.resilience
@pytest.mark.parametrize("stage", AFTER_PUBLISHING)
def test_a_disk_full_after_publishing_leaves_the_earlier_exports_and_reports(
    place: Place, stage: str, undisturbed: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    stale = {"export": ("exports", "reports"), "report": ("reports",)}.get(stage, ())
    before = files_of(place, *stale)

    with full_from(*AFTER_PUBLISHING[stage]) as calls:
        code, said = night(place)

    assert calls
    assert code == 1
    assert "Traceback" not in said
    told = capsys.readouterr().err
    assert_told(told, place)
    is_half_made = f"{place.warehouse()} is published, but not all that is made of it" in told
    assert is_half_made == bool(stale)
    assert published(place) == [("one, renamed",), ("three",), ("two",)]
    assert files_of(place, *stale) == before
    assert list(hidden(place)) == []
    assert_mended(place, undisturbed)


@pytest.mark.resilience
@pytest.mark.parametrize("stage", PULLS)
def test_a_disk_full_for_a_moment_makes_tools_stale_and_the_night_goes_on(
    place: Place, stage: str, undisturbed: dict[str, Any]
) -> None:
    with full_during(*PULLS[stage]) as calls:
        code, said = night(place)

    assert calls
    assert code == 3
    assert "Traceback" not in said
    told = Ledger(place.warehouse("runs.jsonl")).runs()["message"].to_list()[-1]
    assert "jira: There is no room to write in" in told
    assert f"Next: df -h {place.warehouse().parent}" in told
    assert_mended(place, undisturbed)


def test_what_was_read_before_the_disk_was_full_is_loaded_when_there_is_room(place: Place) -> None:
    large = random.Random(1).randbytes(200_000).hex()
    place.jira.documents = [thing(3, large)]
    for _ in range(2):
        with full_during(*PULLS["load"], beyond=ROOM_FOR_NOTES_BUT_NO_ROWS):
            assert night(place, only=["jira"])[0] == 3
    assert place.jira.n_requests == 2, "the second full night has what the first has read to load"

    assert night(place)[0] == 0
    messages = Ledger(place.warehouse("runs.jsonl")).pulls()["message"].drop_nulls()
    assert messages.str.contains("There is no room to write in").all()
    assert published(place) == [(large,), ("one",), ("two",)]


def test_no_room_for_one_more_generation_leaves_the_new_publication_and_every_generation(
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    undisturbed: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    def no_room(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = files_of(place, "exports", "reports", "warehouse/generations")
    with monkeypatch.context() as patch:
        patch.setattr("pipelines.generations.copyfile", no_room)
        assert night(place)[0] == 1

    told = capsys.readouterr().err
    assert "No space left on device" in told
    assert "what is published stands" in told
    assert f"Next: df -h {place.warehouse().parent}" in told
    assert published(place) == [("one, renamed",), ("three",), ("two",)]
    assert files_of(place, "exports", "reports", "warehouse/generations") == before
    assert_mended(place, undisturbed)


@pytest.mark.resilience
def test_a_build_by_dbt_without_room_is_told_like_everything_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    place = place_at(tmp_path, monkeypatch, with_dbt=True)
    before = place.warehouse().read_bytes()
    large = place.models / "large.sql"
    large.write_text(
        "{{ config(materialized='table') }} "
        "select md5(i::text) as word from range(500000) as numbers(i)"
    )

    with full_from(transform, "run_dbt"):
        assert night(place)[0] == 1
    assert_told(capsys.readouterr().err, place)
    with no_room_beyond(ROOM_FOR_DBT_BUT_NO_LARGE_MODEL):
        assert night(place)[0] == 1
    told = capsys.readouterr().err
    assert "The model large failed" in told
    assert_told(told, place)

    assert place.warehouse().read_bytes() == before
    large.unlink()
    assert night(place)[0] == 0
    assert published(place) == [("one, renamed",), ("three",), ("two",)]


def test_a_ledger_line_without_room_for_its_end_is_an_error_and_no_record(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "runs.jsonl")
    ledger.run_started("first", "0.1.0")
    n_bytes = ledger.path.stat().st_size

    with no_room_beyond(n_bytes + 20), pytest.raises(OSError, match="File too large"):
        ledger.run_changed("first", outcome="published")
    assert ledger.path.stat().st_size == n_bytes + 20
    assert ledger.runs()["outcome"].to_list() == ["running"]
    ledger.run_ended("first", "failed", 1, None)
    assert ledger.runs()["outcome"].to_list() == ["failed"]
