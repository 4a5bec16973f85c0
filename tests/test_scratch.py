"""The private copy a what-if builds in: whole, or refused; never in the way of a night."""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from stand_ins import write_workspace
from typer.testing import CliRunner

from pipelines import scratch
from pipelines.cli import app
from pipelines.errors import HeadwayError, LockedError
from pipelines.scratch import PREFIX, scratch_copy
from pipelines.warehouse import Warehouse


def said(*arguments: object) -> tuple[int, str]:
    """Type a command; give its exit code and all it said, blanks folded."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, " ".join((result.stdout + result.stderr).split())


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Warehouse]:
    """A workspace whose work file is of a run that was not published."""
    warehouse = Warehouse(write_workspace(tmp_path / "workspace"))
    with warehouse.lock(), warehouse.connect_work() as connection:
        connection.execute("create schema raw_headway")
        connection.execute(
            "create table raw_headway.runs as select 'second' as run_id, now() as started_at"
        )
    with duckdb.connect(warehouse.published) as connection:
        connection.execute(
            "create table meta_runs as select 'first' as run_id, "
            "date '2026-03-02' as as_of_on, now() as started_at"
        )
    yield warehouse
    assert list(warehouse.folder.glob(f"{PREFIX}*")) == []


def test_a_night_under_way_gives_a_sentence_and_its_exit_code(workspace: Warehouse) -> None:
    with workspace.lock():
        code, output = said("whatif", "-w", workspace.workspace, "--strategy", workspace.strategy)
    assert code == 4
    assert "A run is under way" in output
    assert "Next: headway runs" in output


def test_half_a_build_is_not_compared_with_what_is_published(workspace: Warehouse) -> None:
    code, output = said("whatif", "-w", workspace.workspace, "--strategy", workspace.strategy)
    assert code == 1
    assert "run second, which was not published" in output
    assert "Next: headway nightly --no-pull" in output


def test_nothing_built_or_published_gives_the_next_command(tmp_path: Path) -> None:
    workspace = write_workspace(tmp_path / "workspace")
    code, output = said("whatif", "-w", workspace, "--strategy", workspace / "strategy")
    assert code == 1
    assert "Next: headway nightly" in output


def test_a_night_that_begins_while_copying_spoils_the_copy_not_the_night(
    workspace: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    def copy_while_a_night_begins(source: Path, target: Path) -> None:
        target.write_bytes(source.read_bytes())
        with workspace.ledger.open("a") as ledger:
            ledger.write("{}\n")

    monkeypatch.setattr(scratch.shutil, "copyfile", copy_while_a_night_begins)
    with pytest.raises(LockedError), scratch_copy(workspace):
        pytest.fail("a torn copy was given away")


def test_too_little_room_is_said_before_anything_is_copied(
    workspace: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scratch.shutil, "disk_usage", lambda folder: type("", (), {"free": 10})())
    with pytest.raises(HeadwayError, match="no room") as told, scratch_copy(workspace):
        pytest.fail("there was no room")
    assert told.value.remedy.startswith("df -h")


def test_the_copy_of_a_killed_what_if_is_removed_by_the_next(workspace: Warehouse) -> None:
    abandoned = workspace.folder / f"{PREFIX}killed"
    abandoned.mkdir()
    (abandoned / "work.duckdb").write_text("half a copy")
    with scratch_copy(workspace) as first:
        assert not abandoned.exists()
        with scratch_copy(workspace) as second:
            assert first.work.exists(), "one that is in use is left alone"
            assert second.work.read_bytes() == workspace.work.read_bytes()
