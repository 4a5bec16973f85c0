"""An upgrade that is refused, fails or is killed leaves nothing half changed for the next night."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from previous_version import ALL_THINGS, CURSOR, EARLIER_RUN, asked, backup, left_behind, worked
from rich.console import Console
from stand_ins import Place, night, published

from pipelines import generations, layout, whatif
from pipelines.errors import HeadwayError
from pipelines.progress import Progress


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return left_behind(tmp_path, monkeypatch)


def contents(folder: Path) -> dict[str, bytes]:
    """Give every file of a folder but the lock."""
    files = (path for path in folder.rglob("*") if path.is_file() and path.name != ".lock")
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def test_a_newer_work_file_is_refused_before_anything_is_written(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    night(place)
    with duckdb.connect(place.warehouse("work.duckdb")) as connection:
        connection.execute(f"update raw_headway.layout set version = {layout.VERSION + 1}")
    before = contents(place.workspace)

    assert night(place)[0] == 2
    said = " ".join(capsys.readouterr().err.split())
    assert f"work.duckdb has layout {layout.VERSION + 1}, and this Headway" in said
    assert "Next: git pull" in said
    with pytest.raises(HeadwayError, match="a newer one has written it"):
        generations.restore(place.workspace, EARLIER_RUN, forget_later=True)
    assert contents(place.workspace) == before
    assert len(place.jira.cursors) == 1


def test_a_change_that_fails_leaves_the_work_file_and_the_publication_as_they_were(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    steps = layout.STEPS[layout.VERSION]
    monkeypatch.setitem(layout.STEPS, layout.VERSION, (*steps, "select error('no such thing')"))
    before = place.warehouse().read_bytes()

    assert night(place)[0] == 1
    assert "could not be brought to layout 2" in " ".join(capsys.readouterr().err.split())
    assert place.warehouse().read_bytes() == before
    assert worked(place, "select n_examples from raw_text_model.card") == [(7,)]
    assert worked(place, "select thing_id from fct_things_as_they_were_named") == [("1",)]
    assert place.jira.cursors == []

    monkeypatch.setitem(layout.STEPS, layout.VERSION, steps)
    assert night(place)[0] == 0
    assert published(place) == ALL_THINGS


def test_no_room_for_a_backup_changes_nothing(
    place: Place, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fill_the_disk(source: Path, target: Path) -> None:
        target.write_bytes(b"as much as fitted")
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(layout, "copyfile", fill_the_disk)
    assert night(place)[0] == 1
    assert "Next: df -h" in capsys.readouterr().err
    assert worked(place, "select n_examples from raw_text_model.card") == [(7,)]
    assert not list(place.workspace.rglob("*.before-*"))


def test_a_torn_work_file_is_said_and_keeps_nobody_from_an_earlier_publication(
    place: Place, capsys: pytest.CaptureFixture[str]
) -> None:
    night(place)
    place.warehouse("work.duckdb").write_bytes(b"torn" * 5000)

    assert night(place)[0] == 1
    assert "could not be brought to layout" in " ".join(capsys.readouterr().err.split())
    generations.restore(place.workspace, EARLIER_RUN, forget_later=False)
    assert published(place) == [("one",)]


@pytest.mark.parametrize("after", ["the backup", "half of the change"])
def test_an_upgrade_that_is_killed_is_completed_by_the_next_night(place: Place, after: str) -> None:
    steps = "iter(())" if after == "the backup" else "iter(['drop schema raw_text_model cascade'])"
    script = f"""
import os, signal
from pathlib import Path
from rich.console import Console
from pipelines import layout
from pipelines.progress import Progress

def steps():
    yield from {steps}
    os.kill(os.getpid(), signal.SIGKILL)

layout.STEPS[layout.VERSION] = steps()
layout.bring_up(Path({str(place.warehouse("work.duckdb"))!r}), Progress(Console()))
"""
    killed = subprocess.run([sys.executable, "-c", script], env=os.environ, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert backup(place).exists()

    assert night(place)[0] == 0
    assert published(place) == ALL_THINGS
    assert place.jira.cursors == [CURSOR]
    assert asked(backup(place), "select n_examples from raw_text_model.card") == [(7,)]


def test_a_what_if_on_a_work_file_of_another_version_is_refused(place: Place) -> None:
    def ask() -> None:
        strategy = place.workspace / "strategy"
        whatif.whatif(place.workspace, strategy, top=1, csv=None, console=Console())

    with pytest.raises(HeadwayError, match="not been built by this version"):
        ask()
    layout.bring_up(place.warehouse("work.duckdb"), Progress(Console()))
    with pytest.raises(HeadwayError, match="not been built by this version"):
        ask()
    night(place)
    layout.refuse_unbuilt(place.warehouse("work.duckdb"))
