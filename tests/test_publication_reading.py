"""A publication that cannot answer: its file, the reason and what to type are told."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from small_publications import publish
from stand_ins import night, published, stand_in, thing
from strategy_folders import folder_of
from typer.testing import CliRunner
from workspaces import JIRA, workspace

from pipelines import generations
from pipelines.cli import app
from pipelines.errors import HeadwayError
from pipelines.ledger import Ledger

VERBS = (["explain", "PAY-1"], ["suggest"], ["sample"], ["export"], ["report"])
ITEMS, RUNS = ("fct_work_items", "item_key"), ("meta_runs", "as_of_on")
ASKED_BY = {
    ITEMS: ("explain", "suggest", "sample"),
    RUNS: ("explain", "suggest", "export", "report"),
}
HOLDS_IT = """
import duckdb, sys
held = duckdb.connect(sys.argv[1])
held.execute("set wal_autocheckpoint = '1TB'; create table notes as select 1 as note")
print("held", flush=True)
sys.stdin.read()
"""


@contextmanager
def held(path: Path) -> Iterator[subprocess.Popen[str]]:
    """Have another program open the publication for writing, write, and be killed at the end."""
    command = [sys.executable, "-c", HOLDS_IT, str(path)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        try:
            assert process.stdout and process.stdout.readline() == "held\n"
            yield process
        finally:
            process.kill()


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A workspace with a publication of one item."""
    small = workspace(tmp_path, JIRA)
    (small / "strategy").mkdir()
    folder_of(small / "strategy")
    (small / "warehouse").mkdir()
    publish(
        small / "warehouse/headway.duckdb",
        fct_work_items=[{"work_item_id": "jira:1", "item_key": "PAY-1", "title": "one"}],
    )
    return small


def typed(small: Path, words: list[str]) -> tuple[int, str]:
    result = CliRunner().invoke(app, [*words, "-w", str(small)], env={"COLUMNS": "500"})
    return result.exit_code, result.output


@pytest.mark.parametrize(
    ("words", "table", "column"),
    [(words, *at) for words in VERBS for at, verbs in ASKED_BY.items() if words[0] in verbs],
)
def test_another_version_is_told_with_its_file_and_the_next_command(
    small: Path, words: list[str], table: str, column: str
) -> None:
    file = small / "warehouse/headway.duckdb"
    with duckdb.connect(file) as connection:
        connection.execute(f"alter table {table} rename {column} to another_{column}")
    code, said = typed(small, words)
    assert (code, said.count("\n")) == (1, 2), said
    assert f"{file} is of another version of Headway" in said
    assert f"Next: headway nightly --no-pull --workspace {small}" in said


@pytest.mark.parametrize("words", VERBS, ids=lambda words: words[0])
@pytest.mark.parametrize("content", [b"", b"torn" * 5000])
def test_a_torn_publication_is_told_with_the_way_back(
    small: Path, words: list[str], content: bytes
) -> None:
    file = small / "warehouse/headway.duckdb"
    file.write_bytes(content)
    code, said = typed(small, words)
    assert (code, said.count("\n")) == (1, 2), said
    assert f"{file} cannot be read" in said
    assert f"Next: headway restore --workspace {small}" in said


@pytest.mark.parametrize("words", VERBS, ids=lambda words: words[0])
def test_who_has_the_publication_open_for_writing_is_named(small: Path, words: list[str]) -> None:
    with held(small / "warehouse/headway.duckdb") as process:
        code, said = typed(small, words)
    assert (code, said.count("\n")) == (1, 2), said
    assert f"open for writing in another program, process {process.pid} " in said
    assert f"Next: ps -fp {process.pid}" in said


def test_a_publication_that_is_only_held_is_neither_moved_nor_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Set aside, or replaced, it takes along what was said in the last night."""
    place = stand_in(tmp_path, monkeypatch)
    night(place)
    night(place)
    first, _ = Ledger(place.warehouse("runs.jsonl")).runs()["run_id"]
    place.jira.documents = [thing(1, "changed")]
    with held(place.warehouse()) as process:
        before = place.warehouse().read_bytes()
        code, _ = night(place)
        said = capsys.readouterr().err
        assert (code, f"process {process.pid} " in said, "mv " in said) == (1, True, False), said
        with pytest.raises(HeadwayError, match=f"process {process.pid} "):
            generations.restore(place.workspace, first, forget_later=False)
        assert place.warehouse().read_bytes() == before
    assert night(place)[0] == 0
    assert ("changed",) in published(place)


def test_what_another_program_wrote_beside_the_last_publication_spoils_no_new_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DuckDB refuses a database beside the write-ahead log of another one of that name."""
    place = stand_in(tmp_path, monkeypatch)
    night(place)
    [first] = Ledger(place.warehouse("runs.jsonl")).runs()["run_id"]
    ways: tuple[Callable[[], object], ...] = (
        lambda: night(place),
        lambda: generations.restore(place.workspace, first, forget_later=False),
    )
    for publishes in ways:
        with held(place.warehouse()):
            pass
        assert place.warehouse("headway.duckdb.wal").exists()
        publishes()
        assert published(place) == [("one",), ("two",)]


def test_a_log_of_another_publication_is_named_as_what_is_in_the_way(small: Path) -> None:
    file = small / "warehouse/headway.duckdb"
    with held(file):
        pass
    publish(small / "another.duckdb").replace(file)
    code, said = typed(small, ["explain", "PAY-1"])
    assert (code, f"Next: rm {file}.wal" in said) == (1, True), said
