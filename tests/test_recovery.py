"""The night after: what is made of a night that failed, was killed, or is to be forgotten."""

from pathlib import Path

import duckdb
import pytest
from stand_ins import Place, night, published, stand_in, thing

from pipelines.ledger import KILLED, Ledger
from pipelines.sources.answers import SourceError


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return stand_in(tmp_path, monkeypatch)


def test_a_failed_pull_asks_again_from_the_cursor_it_had(place: Place) -> None:
    place.jira.fault = SourceError("down")
    night(place)
    place.jira.fault = None
    night(place)
    night(place)

    assert place.jira.cursors == [None, None, "2026-03-01T10:00:00+00:00"]


def test_a_full_refresh_forgets_rows_and_cursors_together(place: Place) -> None:
    night(place)
    place.jira.documents = [thing(9, "nine")]

    assert night(place, only=["jira"], full_refresh=True)[0] == 0
    assert published(place) == [("nine",)]
    assert place.jira.cursors == [None, None], "emptied tables with kept cursors lose all old rows"
    assert len(place.github.cursors) == 1


def test_a_full_refresh_that_fails_keeps_the_rows_it_had(place: Place) -> None:
    night(place)
    place.jira.documents, place.jira.fault = [thing(9, "nine")], SourceError("down")

    assert night(place, full_refresh=True)[0] == 3
    assert published(place) == [("one",), ("two",)]
    place.jira.fault = None
    night(place)
    assert place.jira.cursors[-1] == "2026-03-01T10:00:00+00:00"


def test_a_package_that_can_never_load_does_not_stop_a_tool_for_ever(place: Place) -> None:
    def spoil(how: str) -> None:
        with duckdb.connect(place.warehouse("work.duckdb")) as connection:
            connection.execute(f"alter table raw_jira.issues {how}")

    night(place)
    spoil("add column spoilt integer not null default 1")
    spoil("alter column spoilt drop default")
    place.jira.documents = [thing(3, "three")]
    assert night(place)[0] == 3
    code, said = night(place)
    assert (code, "was thrown away" in said) == (3, True)
    assert published(place) == [("one",), ("two",)]
    spoil("drop column spoilt")

    assert night(place)[0] == 0
    assert place.jira.cursors == [None, *["2026-03-01T10:00:00+00:00"] * 3]
    assert published(place) == [("one",), ("three",), ("two",)]


def test_a_killed_run_is_closed_by_the_next(place: Place) -> None:
    night(place)
    Ledger(place.warehouse("runs.jsonl")).run_started("killed-run", "0.1.0")

    night(place)

    runs = Ledger(place.warehouse("runs.jsonl")).runs().rows_by_key("run_id", named=True)
    assert runs["killed-run"][0]["message"] == KILLED
    assert published(place, "select count(*) from meta_runs where outcome = 'running'") == [(0,)]


@pytest.mark.parametrize("file", ["state.json", "schemas/jira.schema.json"])
def test_a_working_folder_torn_by_a_power_cut_is_begun_anew(place: Place, file: str) -> None:
    night(place)
    (place.warehouse(".dlt_pipelines") / "headway_jira" / file).write_text('{"torn')

    assert night(place)[0] == 0
    assert place.jira.cursors == [None, "2026-03-01T10:00:00+00:00"], "no cursor was lost with it"


def test_a_document_that_two_pages_of_the_first_load_show_is_kept_once_as_it_was_last(
    place: Place,
) -> None:
    newer = thing(1, "one, renamed") | {"updated": "2026-03-01T11:00:00Z"}
    place.jira.documents = [newer, thing(1, "one"), thing(2, "two")]

    assert night(place)[0] == 0
    assert published(place) == [("one, renamed",), ("two",)]


def test_a_file_loaded_twice_by_a_kill_leaves_each_document_once(place: Place) -> None:
    night(place)
    with duckdb.connect(place.warehouse("work.duckdb")) as connection:
        connection.execute("insert into raw_jira.issues select * from raw_jira.issues")
    place.jira.documents = []

    assert night(place)[0] == 0
    assert published(place) == [("one",), ("two",)]
