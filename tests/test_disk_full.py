"""The disk is full at each stage of the night: nothing old is harmed, the next night mends it."""

import errno
import logging
import os
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dlt
import duckdb
import pytest
from full_disks import full_during, full_from, no_room_beyond
from stand_ins import Place, night, published, stand_in, thing

from pipelines import census, exports, memory, publication, pulls, report, strategies, transform
from pipelines.ledger import Ledger
from pipelines.sources.listings import LISTINGS
from pipelines.warehouse import Warehouse

# What is said is caught in memory: the files that pytest catches it in would be full as well.
pytestmark = pytest.mark.usefixtures("capsys")
NIGHTS = "select as_of::date as as_of_on, run_id from raw_headway.runs where outcome = 'published'"
PULLS: dict[str, tuple[Any, str]] = {
    "extract": (dlt.Pipeline, "extract"),
    "normalise": (dlt.Pipeline, "normalize"),
    "load": (dlt.Pipeline, "load"),
    "census": (pulls, "take_census"),
    "field notes": (pulls, "note_changes"),
}
BEFORE_PUBLISHING = PULLS | {
    "the lock": (Warehouse, "lock"),
    "the run's first line": (Ledger, "run_started"),
    "keeping the strategy": (strategies, "_copy"),
    "the run's line": (Ledger, "run_changed"),
    "a pull's line": (Ledger, "tool_pulled"),
    "remembering": (memory, "_take_over"),
    "strategy tables": (Warehouse, "load_strategy"),
    "build": (transform, "build"),
    "publish": (publication, "publish"),
}
AFTER_PUBLISHING: dict[str, tuple[Any, str]] = {
    "export": (exports, "export"),
    "report": (report, "report"),
    "the run's last line": (Ledger, "run_ended"),
}
STALE = {"export": ("exports", "reports"), "report": ("reports",)}
"""What is of the last night where the disk was full after publishing."""
ROOM_FOR_NOTES_BUT_NO_ROWS = 100_000
ROOM_FOR_DBT_BUT_NO_LARGE_MODEL = 5_000_000
write_report = report.report


def place_at(folder: Path, patch: pytest.MonkeyPatch, *, with_dbt: bool = False) -> Place:
    """Give a workspace after its first night, with something new in a tool and in the strategy."""
    # dlt's own handler writes to where pytest caught its words when it was loaded: a file as well.
    patch.setattr(logging.getLogger("dlt"), "handlers", [])
    place = stand_in(folder, patch, with_dbt=with_dbt)
    (place.models / "meta_nights.sql").write_text(NIGHTS)
    listing = replace(
        LISTINGS["jira"][0],
        containers=lambda api, settings: {"PAY": {""}},
        shown=lambda api, container, items, place: iter([["1", "3"]]),
        existing=lambda api, container, items: {},
        below=(),
    )
    for module in (pulls, census):
        patch.setattr(module, "LISTINGS", {"jira": (listing,)})
    patch.setattr(pulls, "mark_unshown", lambda *asked: None)
    for log_of_worklogs in ("begin_worklogs", "mark_deleted_worklogs"):
        patch.setattr(census, log_of_worklogs, lambda *asked: None)
    patch.setattr(report, "report", write_report)
    patch.setattr(report, "render", lambda file, as_of: "a page\n" * 2000)
    assert night(place)[0] == 0
    # The first pull counts as a census; the next is to count again.
    with duckdb.connect(place.warehouse("work.duckdb")) as connection:
        connection.execute("delete from raw_headway.censuses")
    place.jira.documents = [thing(1, "one, renamed"), thing(3, "three")]
    rules = place.workspace / "strategy" / "classification_rules.csv"
    rules.write_text(rules.read_text() + "r2,2,Chore,operational,maintenance,,Chores too\n")
    return place


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return place_at(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    with pytest.MonkeyPatch.context() as patch:
        place = place_at(tmp_path_factory.mktemp("undisturbed"), patch)
        assert night(place)[0] == 0
        return outcome(place)


def outcome(place: Place) -> dict[str, Any]:
    """Give what a night made: rows of raw, of the publication, and the bytes exported of them."""
    with duckdb.connect(place.warehouse("work.duckdb"), read_only=True) as connection:
        raw = {
            table: connection.execute(query).fetchall()
            for table, query in {
                "jira": "select id, payload, deleted_at is null from raw_jira.issues order by id",
                "github": "select id, payload from raw_github.issues order by id",
                "fields": "select * from raw_headway.known_fields order by all",
                "censuses": "select source_system, container from raw_headway.censuses",
                "rules": "select * from raw_strategy.classification_rules order by all",
            }.items()
        }
    latest = place.workspace / "exports" / "latest"
    files = {path.name: path.read_bytes() for path in latest.glob("fct_*")}
    return raw | files | {"published": published(place, "select * from fct_things order by all")}


def files_of(place: Place, *folders: str) -> dict[Path, bytes]:
    """Give every file that is read by people, with its content."""
    paths = [path for folder in folders for path in (place.workspace / folder).rglob("*")]
    return {path: path.read_bytes() for path in paths if path.is_file()}


def hidden(place: Place) -> Iterator[Path]:
    """Give what was begun and neither finished nor removed."""
    for folder in ("warehouse", "warehouse/strategies", "exports", "reports"):
        yield from (place.workspace / folder).glob(".[!ld]*")


def assert_told(told: str, place: Place) -> None:
    """Hold what was said against what a person needs: what is wrong, where, what to type."""
    sentence, next_command = told.strip().splitlines()
    assert "File too large" in sentence
    assert next_command.startswith(f"Next: df -h {place.workspace}/")
    assert Path(next_command.removeprefix("Next: df -h ")).is_dir()


def assert_mended(place: Place, undisturbed: dict[str, Any]) -> None:
    """Hold the night that has room again against one that was never disturbed."""
    assert night(place)[0] == 0
    assert outcome(place) == undisturbed
    assert list(hidden(place)) == []
    runs = Ledger(place.warehouse("runs.jsonl")).runs()
    assert runs["outcome"].to_list()[:: len(runs) - 1] == ["published", "published"]


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
    stale = STALE.get(stage, ())
    before = files_of(place, *stale)

    with full_from(*AFTER_PUBLISHING[stage]) as calls:
        code, said = night(place)

    assert calls
    assert code == 1
    assert "Traceback" not in said
    told = capsys.readouterr().err
    assert_told(told, place)
    is_half_made = f"{place.warehouse()} is published, but not all that is made of it" in told
    assert is_half_made == (stage in STALE)
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


def test_no_room_for_one_more_name_leaves_the_new_publication_and_every_generation(
    place: Place,
    monkeypatch: pytest.MonkeyPatch,
    undisturbed: dict[str, Any],
    capsys: pytest.CaptureFixture[str],
) -> None:
    def no_room(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    before = files_of(place, "exports", "reports", "warehouse/generations")
    with monkeypatch.context() as patch:
        patch.setattr("pipelines.generations.os.link", no_room)
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
