"""The command line: every verb is documented, every failure is a sentence with the next command."""

import re
from pathlib import Path

import duckdb
import pytest
from stand_ins import write_workspace
from typer.main import get_command
from typer.testing import CliRunner

from pipelines import explanation, nightly
from pipelines.cli import app
from pipelines.ledger import Ledger
from pipelines.warehouse import Warehouse

VERBS = get_command(app).commands  # type: ignore[attr-defined]
README = Path(__file__).parent.parent / "README.md"


def said(*arguments: str) -> tuple[int, str, str]:
    """Type a command; give its exit code, its output, its words on stderr."""
    result = CliRunner().invoke(app, arguments)
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_and_option_has_help(verb: str) -> None:
    command = VERBS[verb]
    assert command.help
    for parameter in command.params:
        assert getattr(parameter, "help", None), f"{verb} {parameter.name}"


@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_stands_in_the_readme(verb: str) -> None:
    assert f"headway {verb}" in README.read_text()


def test_no_arguments_give_help_and_exit_codes() -> None:
    _, out, _ = said()
    assert "nightly" in out
    assert "another run holds the lock" in " ".join(out.split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("nightly",),
        ("check",),
        ("export",),
        ("runs",),
        ("explain", "PAY-12"),
        ("sample",),
        ("whatif", "--strategy", "strategy"),
        ("suggest",),
    ],
)
def test_a_folder_that_is_no_workspace_gives_a_sentence_and_the_next_command(
    arguments: tuple[str, ...], tmp_path: Path
) -> None:
    code, _, told = said(*arguments, "--workspace", str(tmp_path))

    assert code in (1, 2)
    assert "Next: " in told
    assert "Traceback" not in told
    assert list(tmp_path.iterdir()) == []


def test_contradicting_options_are_a_usage_error(tmp_path: Path) -> None:
    code, _, told = said("nightly", "-w", str(tmp_path), "--no-pull", "--full-refresh")
    assert code == 2
    assert "Next: headway nightly --no-pull" in told
    assert said("nightly", "--as-of", "yesterday")[0] == 2
    assert said("nightly", "--nonsense")[0] == 2


def test_nightly_passes_on_what_was_asked_and_its_exit_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, object] = {}

    def run(workspace: Path, **options: object) -> int:
        asked.update(options, workspace=workspace)
        return 5

    monkeypatch.setattr(nightly, "run", run)
    code, _, _ = said("nightly", "-w", "here", "--source", "jira", "--source", "github",
                      "--full-refresh", "--as-of", "2026-03-02", "--silent")  # fmt: skip

    assert code == 5
    assert str(asked.pop("as_of")) == "2026-03-02"
    asked.pop("console")
    assert asked == {
        "workspace": Path("here"),
        "only": ["jira", "github"],
        "full_refresh": True,
        "pull": True,
        "accept_deletions": False,
        "log_json": False,
        "silent": True,
        "strategy": None,
    }


def test_a_strategy_that_is_asked_for_is_built_without_pulling(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, object] = {}
    monkeypatch.setattr(nightly, "run", lambda _, **options: asked.update(options) or 0)

    assert said("nightly", "-w", "here", "--strategy", "0a1b2c")[0] == 0
    assert (asked["strategy"], asked["pull"]) == ("0a1b2c", False)
    code, _, told = said("nightly", "--strategy", "0a1b2c", "--full-refresh")
    assert code == 2
    assert "Next: headway nightly --strategy 0a1b2c" in told


def test_an_unexpected_failure_leaves_a_log_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(*_: object) -> None:
        raise RuntimeError("what nobody expected")

    (tmp_path / "warehouse").mkdir()
    monkeypatch.setattr(explanation, "explanation", stopped)

    code, out, told = said("explain", "PAY-12", "-w", str(tmp_path))

    assert code == 1
    assert "Traceback" not in out + told
    log = Path(told.split("Next: less ")[1].strip())
    assert "Traceback" in log.read_text()
    assert log.parent == tmp_path / "warehouse" / "logs"


def test_runs_are_shown_newest_first_and_a_killed_one_as_killed(tmp_path: Path) -> None:
    workspace = write_workspace(tmp_path / "workspace")
    (workspace / "warehouse").mkdir()
    ledger = Ledger(Warehouse(workspace).ledger)
    ledger.run_started("first", "0.1.0")
    ledger.run_ended("first", "failed", 1, "The data test x failed [bold]")
    ledger.run_started("second", "0.1.0")

    code, out, _ = said("runs", "-w", str(workspace))

    assert code == 0
    assert re.search(r"killed[\s\S]*failed[\s\S]*\[bold\]", out)


def test_export_again_is_named_by_the_run_that_published(tmp_path: Path) -> None:
    workspace = write_workspace(tmp_path / "workspace")
    (workspace / "warehouse").mkdir()
    with duckdb.connect(workspace / "warehouse" / "headway.duckdb") as connection:
        connection.execute(
            "create table meta_runs as select 'run-1' as run_id, date '2026-03-02' as as_of_on, "
            "timestamptz '2026-03-02 02:00:00+00' as started_at"
        )
    code, out, _ = said("export", "-w", str(workspace))

    assert code == 0
    assert out.strip().endswith("2026-03-02")
    assert (workspace / "exports" / "latest" / "meta_runs.csv").exists()
    with Warehouse(workspace).lock():
        assert said("export", "-w", str(workspace))[0] == 4
