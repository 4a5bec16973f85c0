"""Kept publications: any of the last nights can be put back, and none is lost by trying."""

from pathlib import Path
from typing import Any

import pytest
from stand_ins import Place, night, published, stand_in, thing

from pipelines import generations
from pipelines.errors import HeadwayError
from pipelines.ledger import Ledger
from pipelines.warehouse import Warehouse


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return stand_in(tmp_path, monkeypatch)


def run_ids(place: Place) -> list[str]:
    ids: list[Any] = Ledger(place.warehouse("runs.jsonl")).runs()["run_id"].to_list()
    return ids


def test_a_bad_night_is_undone_by_putting_the_one_before_back(place: Place) -> None:
    night(place)
    place.jira.documents = [thing(1, "ruined"), thing(2, "ruined too")]
    night(place)
    assert published(place) == [("ruined",), ("ruined too",)]
    good, bad = run_ids(place)

    restored = generations.restore(place.workspace, good, forget_later=False)
    assert restored.run_id == good
    assert published(place) == [("one",), ("two",)]
    assert (place.workspace / "exports" / "latest" / "manifest.json").read_text().count(good) == 1
    generations.restore(place.workspace, bad, forget_later=False)
    assert published(place) == [("ruined",), ("ruined too",)]


def test_no_more_than_a_few_are_kept_and_a_torn_one_is_not_offered(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    night(place)
    warehouse = Warehouse(place.workspace)
    for number in range(5):
        generations.keep(warehouse, f"2026010{number}T000000Z-x", 3)
    assert len(list(warehouse.generations.iterdir())) == 3
    [*_, newest] = run_ids(place)
    night(place)
    (warehouse.generations / f"{newest}.duckdb").write_bytes(b"torn")
    with pytest.raises(HeadwayError, match=f"no generation {newest}") as refused:
        generations.restore(place.workspace, newest, forget_later=False)
    assert refused.value.remedy == "headway restore"
    assert published(place) == [("one",), ("two",)]


def test_without_a_publication_restore_says_what_to_do(place: Place) -> None:
    with pytest.raises(HeadwayError, match="No publication has been kept"):
        generations.restore(place.workspace, "x", forget_later=False)


def test_a_generation_cannot_be_changed_by_the_next_night(place: Place) -> None:
    night(place)
    [first] = run_ids(place)
    file = Warehouse(place.workspace).generations / f"{first}.duckdb"
    before = file.read_bytes()
    place.jira.documents = [thing(1, "changed")]
    night(place)
    assert file.read_bytes() == before
