"""What a tool has scrubbed is found in no file of the workspace after the night that learns it."""

import json
import shutil
from datetime import date
from hashlib import sha256
from pathlib import Path

import duckdb
import pytest
from leftovers import places_of
from scrubbed_places import telling_place
from scrubbed_texts import CANARY
from stand_ins import Place, night, published, thing

from pipelines import erased_texts, exports, generations
from pipelines.sample import COLUMNS


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return telling_place(tmp_path, monkeypatch)


def nights(place: Place, *days: int) -> None:
    for day in days:
        code, said = night(place, as_of=date(2026, 3, day))
        assert code == 0, said


def scrub(place: Place) -> None:
    scrubbed = thing(1, "SCRUBBED") | {"updated": "2026-03-02T10:00:00Z"}
    place.jira.documents = [scrubbed, thing(2, "two")]


def told(place: Place) -> list[str]:
    escaped = str(erased_texts.escape(CANARY))
    return places_of([CANARY, escaped, "canary-7Qx2"], place.workspace)


def test_what_a_tool_scrubbed_is_in_no_file_after_the_night_that_learns_it(place: Place) -> None:
    nights(place, 2, 3)
    beside = place.warehouse("reproductions/2026-03-02-abcdef")
    beside.mkdir(parents=True)
    shutil.copy(place.warehouse(), beside)
    for folder in ("exports", "reports"):
        shutil.copytree(place.workspace / folder, beside / folder, symlinks=True)
    leftover = place.warehouse(".scratch.killed")
    leftover.mkdir()
    shutil.copy(place.warehouse("work.duckdb"), leftover)
    shutil.copy(place.warehouse("work.duckdb"), place.warehouse("work.before-1.duckdb"))
    parts = {
        *("exports/2026-03-02", "exports/2026-03-03", "reports", "warehouse/generations"),
        *("warehouse/headway.duckdb", "warehouse/work.duckdb", "warehouse/.scratch.killed"),
        "warehouse/work.before-1.duckdb",
        *(f"warehouse/reproductions/2026-03-02-abcdef/{one}" for one in ("head", "exp", "rep")),
    }
    assert {part for part in parts if any(part in where for where in told(place))} == parts
    scrub(place)
    nights(place, 4)
    assert told(place) == []
    assert published(place, "select title from fct_work_items order by all") == [
        ("SCRUBBED",), ("two",),
    ]  # fmt: skip


def test_what_is_left_of_a_generation_and_an_export_is_as_it_was(place: Place) -> None:
    nights(place, 2)
    [kept] = place.warehouse("generations").glob("*.duckdb")
    before = (place.workspace / "exports/2026-03-02/meta_runs.parquet").read_bytes()
    scrub(place)
    nights(place, 3)
    assert kept.stat().st_mode & 0o777 == 0o640
    assert place.warehouse("work.duckdb").stat().st_mode & 0o777 == 0o600
    with duckdb.connect(kept, read_only=True) as connection:
        items = connection.execute("select title, evidence from fct_work_items order by all")
        assert items.fetchall() == [
            ("SCRUBBED", None),
            ("two", '1 "SCRUBBED", 1 above, is placed by rule r1'),
        ]
        links = connection.execute("select proof_text from fct_work_item_links").fetchall()
        assert links == [("erased in the tool",)]
    folder = place.workspace / "exports/2026-03-02"
    assert (folder / "meta_runs.parquet").read_bytes() == before
    tables = json.loads((folder / "manifest.json").read_text())["tables"]
    for described in [file for table in tables for file in table["files"]]:
        content = (folder / described["file"]).read_bytes()
        assert described["sha256"] == sha256(content).hexdigest(), described
        assert described["bytes"] == len(content)
        assert (folder / described["file"]).stat().st_mode & 0o777 == 0o640
    generations.restore(place.workspace, kept.stem, forget_later=False)
    assert told(place) == []


def test_a_night_killed_while_it_erases_is_finished_by_the_next(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    nights(place, 2, 3)
    scrub(place)
    takes_place, n_exports = exports._take_place, 0

    def killed(new: Path, old: Path) -> None:
        nonlocal n_exports
        n_exports += 1
        if n_exports == 3:
            old.rename(old.with_name(f".{old.name}.replaced"))
            raise KeyboardInterrupt
        takes_place(new, old)

    with monkeypatch.context() as patch:
        patch.setattr(exports, "_take_place", killed)
        with pytest.raises(KeyboardInterrupt):
            night(place, as_of=date(2026, 3, 4))
    assert told(place)
    nights(place, 5)
    assert told(place) == []
    assert (place.workspace / "exports/2026-03-02/manifest.json").exists()


def test_what_could_not_be_read_that_night_is_erased_the_next(place: Place) -> None:
    nights(place, 2, 3)
    kept = sorted(place.warehouse("generations").glob("*.duckdb"))[0]
    content = kept.read_bytes()
    kept.write_bytes(b"held by somebody")
    scrub(place)
    code, said = night(place, as_of=date(2026, 3, 4))
    assert (code, "1 could not be read and are tried again" in said) == (0, True)
    kept.write_bytes(content)
    nights(place, 5)
    assert told(place) == []


def test_what_people_set_aside_is_cleaned_or_named_until_it_is_gone(place: Place) -> None:
    nights(place, 2)
    content = place.warehouse().read_bytes()
    place.warehouse("headway.duckdb.unreadable").write_bytes(content)
    torn = [place.warehouse("work.duckdb.torn"), place.warehouse("headway.duckdb.unreadable2")]
    for file in torn:
        file.write_bytes(b"torn" * 5000)
    scrub(place)
    for day in (3, 4):
        code, said = night(place, as_of=date(2026, 3, day))
        names = " ".join(map(str, sorted(torn)))
        assert (code, "2 could not be read and are tried again" in said) == (0, True), said
        assert f"unless you remove them: {names}" in said
    with duckdb.connect(place.warehouse("headway.duckdb.unreadable"), read_only=True) as held:
        titles = held.execute("select title from fct_work_items order by all").fetchall()
    assert titles == [("SCRUBBED",), ("two",)]
    for file in torn:
        file.unlink()
    assert "remove them" not in night(place, as_of=date(2026, 3, 5))[1]
    assert "erase" not in night(place, as_of=date(2026, 3, 6))[1]


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_sample_loses_what_was_scrubbed_and_keeps_what_people_wrote(
    place: Place, line_end: str
) -> None:
    nights(place, 2)
    sample = place.workspace / "sample.csv"
    lines = [
        ",".join(COLUMNS),
        f'zendesk:1,strategic,,"Ann, B.",2026-03-01,1,,"{CANARY}",ticket,desk',
        "zendesk:2,,,,,2,,two,ticket,desk",
        "",
    ]
    assert len(COLUMNS) == 10
    sample.write_bytes(("\ufeff" + line_end.join(lines)).encode())
    (place.workspace / "sample-of-theirs.csv").write_text("a,b\n1,2\n")
    otherwise = place.workspace / "sample-2.csv"
    otherwise.write_text(lines[0].replace(",", ";"))
    scrub(place)
    code, said = night(place, as_of=date(2026, 3, 3))
    assert (code, "1 could not be read" in said, f"{otherwise}\n" in said) == (0, True, True), said
    assert told(place) == []
    left = "\n".join(lines).replace(f'"{CANARY}"', "SCRUBBED")
    assert sample.read_bytes().decode() == f"\ufeff{left}"


def test_pages_and_exports_of_no_making_of_ours_hold_up_no_night(place: Place) -> None:
    nights(place, 2)
    (place.workspace / "reports" / "theirs.html").write_bytes(b"caf\xe9")
    (place.workspace / "exports/2026-03-02/manifest.json").unlink()
    scrub(place)
    nights(place, 3)
    assert told(place) == []
    assert (place.workspace / "reports" / "theirs.html").exists()


def test_a_night_on_which_nothing_is_newly_scrubbed_rewrites_nothing(place: Place) -> None:
    nights(place, 2)
    scrub(place)
    nights(place, 3)
    before = {path: path.stat().st_ino for path in place.warehouse("generations").iterdir()}
    work = place.warehouse("work.duckdb").stat().st_ino
    code, said = night(place, as_of=date(2026, 3, 4))
    assert code == 0
    assert "erase" not in said
    assert {path: path.stat().st_ino for path in before} == before
    assert place.warehouse("work.duckdb").stat().st_ino == work
