"""Kept publications: any of the last nights can be put back, and none is lost by trying."""

from pathlib import Path
from typing import Any

import duckdb
import pytest
from full_disks import full_during
from restoring import restore, run_ids
from stand_ins import Place, night, published, stand_in, thing

from pipelines import exports, generations
from pipelines.errors import HeadwayError
from pipelines.warehouse import Warehouse


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return stand_in(tmp_path, monkeypatch)


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


def test_who_writes_to_the_publication_does_not_write_to_its_generation(place: Place) -> None:
    night(place)
    [first] = run_ids(place)
    with duckdb.connect(place.warehouse()) as connection:
        connection.execute("update fct_things set title = 'overwritten'")
    assert published(place) == [("overwritten",), ("overwritten",)]

    generations.restore(place.workspace, first, forget_later=False)
    assert published(place) == [("one",), ("two",)]


def test_a_wrong_name_is_told_with_the_names_there_are(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    code, told, wrong = restore(place, "20260302T000000Z-0000")
    assert (code, told) == (1, "")
    assert "No publication has been kept" in wrong
    night(place)
    [kept] = run_ids(place)
    before = place.warehouse().read_bytes()

    for name, remedy in ((kept[:-1], f"did you mean {kept}?"), ("../work", f"one of: {kept}")):
        code, told, wrong = restore(place, name)
        assert (code, told) == (1, "")
        assert f"There is no generation {name}: {remedy}\n" in wrong
        assert f"Next: headway restore --workspace {place.workspace}" in wrong
    assert place.warehouse().read_bytes() == before
    code, told, _ = restore(place)
    assert code == 0
    assert kept in told


def test_where_every_generation_is_torn_none_is_offered(place: Place) -> None:
    night(place)
    [kept] = run_ids(place)
    (Warehouse(place.workspace).generations / f"{kept}.duckdb").write_bytes(b"torn")

    for words in ((), (kept,)):
        code, _, wrong = restore(place, *words)
        assert code == 1
        assert "can be read" in wrong


@pytest.mark.parametrize(
    ("where", "name", "is_back"),
    [(generations, "copyfile", False), (exports, "export", True)],
)
def test_a_disk_too_full_to_restore_is_told_and_a_publication_stands(
    place: Place, where: Any, name: str, is_back: bool
) -> None:
    night(place)
    place.jira.documents = [thing(1, "later")]
    night(place)
    good, _ = run_ids(place)

    with full_during(where, name) as calls:
        code, _, wrong = restore(place, good)

    assert calls
    assert code == 1
    assert "File too large" in wrong
    assert "Next: df -h" in wrong
    assert "Traceback" not in wrong
    assert published(place) == ([("one",), ("two",)] if is_back else [("later",), ("two",)])
    assert not list(place.warehouse().parent.glob(".headway.duckdb*"))
    assert restore(place, good)[0] == 0
    assert published(place) == [("one",), ("two",)]
