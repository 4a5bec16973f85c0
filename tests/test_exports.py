"""Exports: the same tables give the same bytes, and no cell runs when a spreadsheet opens it."""

import csv
import hashlib
import json
from datetime import date
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines import exports
from pipelines.errors import HeadwayError

AS_OF = date(2026, 3, 2)
HOSTILE = [
    '=HYPERLINK("http://evil","x")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    "\tlooks empty",
    "\r=1",
    "\n=1",
    "\uff1d1+1",
    "\uff0b1",
    "\uff0d1",
    "\uff20x",
    "   =1",
    "\u200b=1",
]
HARMLESS = ["plain", "a = b", "1-2", "", "'quoted", 'comma, "quote"\nand line']


def write_published(path: Path, run_id: str = "run-1") -> Path:
    path.unlink(missing_ok=True)
    with duckdb.connect(path) as connection:
        connection.execute("set TimeZone = 'UTC'")
        connection.execute(
            "create table fct_things (id varchar primary key, title varchar, n bigint, "
            "share double, seen_at timestamptz, path varchar[])"
        )
        rows = [
            (f"{number:03}", title, -number, number / 3, "2026-03-01 10:00:00+02", [title])
            for number, title in enumerate([*HOSTILE, *HARMLESS])
        ]
        connection.executemany("insert into fct_things values (?, ?, ?, ?, ?, ?)", reversed(rows))
        connection.execute("insert into fct_things (id) values ('nothing known')")
        connection.execute(
            "create table meta_runs as select ? as run_id, ?::date as as_of_on, "
            "timestamptz '2026-03-02 02:00:00+00' as started_at",
            [run_id, AS_OF],
        )
    return path


@pytest.fixture
def published(tmp_path: Path) -> Path:
    return write_published(tmp_path / "headway.duckdb")


def test_cells_that_a_spreadsheet_would_run_are_disarmed(published: Path, tmp_path: Path) -> None:
    exports.export(published, tmp_path / "exports", AS_OF, "run-1")

    with (tmp_path / "exports/latest/fct_things.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    titles = [row["title"] for row in rows]
    assert titles[: len(HOSTILE)] == [f"'{title}" for title in HOSTILE]
    assert titles[len(HOSTILE) : -1] == HARMLESS
    assert [row["n"] for row in rows[:3]] == ["0", "-1", "-2"], "a number is no formula"
    assert rows[0]["path"] == json.dumps([HOSTILE[0]])
    assert rows[0]["seen_at"] == "2026-03-01T08:00:00.000000Z"


def test_parquet_is_verbatim(published: Path, tmp_path: Path) -> None:
    exports.export(published, tmp_path / "exports", AS_OF, "run-1")

    frame = pl.read_parquet(tmp_path / "exports/latest/fct_things.parquet")
    assert frame["title"].to_list() == [*HOSTILE, *HARMLESS, None]
    assert frame["id"].is_sorted()


def test_two_exports_of_the_same_tables_have_the_same_bytes(
    published: Path, tmp_path: Path
) -> None:
    exports.export(published, tmp_path / "first", AS_OF, "run-1")
    write_published(published, run_id="run-2")
    exports.export(published, tmp_path / "second", AS_OF, "run-2")

    first, second = tmp_path / "first/latest", tmp_path / "second/latest"
    differing = {
        path.name
        for path in first.iterdir()
        if path.read_bytes() != (second / path.name).read_bytes()
    }
    assert differing == {"manifest.json", "meta_runs.csv", "meta_runs.parquet"}


def test_the_manifest_vouches_for_every_file(published: Path, tmp_path: Path) -> None:
    rows = exports.export(published, tmp_path / "exports", AS_OF, "run-1")

    folder = tmp_path / "exports/2026-03-02"
    manifest = json.loads((folder / "manifest.json").read_text())
    assert (manifest["as_of"], manifest["run_id"]) == ("2026-03-02", "run-1")
    files = [file for table in manifest["tables"] for file in table["files"]]
    assert {file["file"] for file in files} | {"manifest.json"} == {
        path.name for path in folder.iterdir()
    }
    for file in files:
        content = (folder / file["file"]).read_bytes()
        assert (file["bytes"], file["sha256"]) == (
            len(content),
            hashlib.sha256(content).hexdigest(),
        )
    assert sum(table["rows"] for table in manifest["tables"]) == rows == len(HOSTILE + HARMLESS) + 2


def test_latest_never_names_half_an_export(
    published: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "exports"
    exports.export(published, folder, AS_OF, "run-1")
    write_csv = pl.DataFrame.write_csv

    def full_at_the_second(frame: pl.DataFrame, path: Path, **options: str) -> None:
        if path.name.startswith("meta"):
            raise OSError(28, "No space left on device")
        write_csv(frame, path, **options)

    monkeypatch.setattr(pl.DataFrame, "write_csv", full_at_the_second)
    with pytest.raises(HeadwayError, match=r"No space left.*the earlier ones stand"):
        exports.export(published, folder, date(2026, 3, 3), "run-2")

    assert [path.name for path in sorted(folder.iterdir())] == ["2026-03-02", "latest"]
    assert (folder / "latest").readlink() == Path("2026-03-02")


def test_a_second_run_of_a_day_replaces_its_export(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    exports.export(published, folder, AS_OF, "run-1")
    exports.export(published, folder, AS_OF, "run-2")

    assert json.loads((folder / "latest/manifest.json").read_text())["run_id"] == "run-2"
    assert [path.name for path in sorted(folder.iterdir())] == ["2026-03-02", "latest"]


def test_an_export_set_aside_by_a_killed_run_comes_back(published: Path, tmp_path: Path) -> None:
    folder = tmp_path / "exports"
    exports.export(published, folder, AS_OF, "run-1")
    (folder / "2026-03-02").rename(folder / ".2026-03-02.replaced")
    (folder / ".2026-03-03.killed").mkdir()

    exports.export(published, folder, date(2026, 3, 4), "run-3")

    assert [path.name for path in sorted(folder.iterdir())] == [
        "2026-03-02",
        "2026-03-04",
        "latest",
    ]


def test_a_folder_in_the_place_of_latest_is_told_with_what_moves_it(
    published: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "exports"
    (folder / "latest").mkdir(parents=True)
    with pytest.raises(HeadwayError, match="could not be written") as told:
        exports.export(published, folder, date(2026, 3, 2), "run-1")
    verb, taken, aside = told.value.remedy.split()
    assert verb == "mv"
    Path(taken).rename(aside)
    exports.export(published, folder, date(2026, 3, 2), "run-1")
    assert (folder / "latest").readlink() == Path("2026-03-02")
