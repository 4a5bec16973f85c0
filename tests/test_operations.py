"""What an operator is given: units, schedules and a runbook that fit the program."""

import configparser
import re
from pathlib import Path

import pytest
import yaml
from click.testing import Result
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.command_line import EXIT_CODES
from pipelines.sources.http import REMEDIES
from pipelines.transform import project_folder

ROOT = project_folder()
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text()


def unit(name: str) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(ROOT / "deploy" / name)
    return parser


def helped(*words: str) -> Result:
    return CliRunner().invoke(app, [*words, "--help"], env={"COLUMNS": "200"})


def options_of(verb: str) -> set[str]:
    return set(re.findall(r"--[a-z][a-z-]+", helped(verb).output))


def test_the_service_types_what_the_program_takes_and_takes_its_exit_codes() -> None:
    service = unit("headway.service")["Service"]
    words = service["ExecStart"].split()
    assert words[1] == "nightly"
    assert {word for word in words if word.startswith("--")} <= options_of("nightly")
    assert service["SuccessExitStatus"].split() == ["3", "5"]
    assert service["ReadWritePaths"] == service["WorkingDirectory"] == words[3]
    assert service["UMask"] == "0077"
    timer = unit("headway.timer")
    assert timer["Timer"]["Persistent"] == "true"
    assert timer["Install"]["WantedBy"] == "timers.target"


def test_the_crontab_and_the_ci_schedule_run_the_night() -> None:
    [line] = [
        line
        for line in (ROOT / "deploy" / "crontab").read_text().splitlines()
        if not line.startswith("#")
    ]
    assert re.fullmatch(r"(\S+ ){4}\S+ +\S+/headway nightly --workspace \S+", line)
    workflow = yaml.safe_load((ROOT / "deploy" / "schedule.yml").read_text())
    job = workflow["jobs"]["nightly"]
    assert all(re.fullmatch(r"(SOURCES__)?[A-Z]+__[A-Z_]+", name) for name in job["env"])
    typed = next(step["run"] for step in job["steps"] if "nightly" in step.get("run", ""))
    assert set(re.findall(r"--[a-z-]+", typed)) <= options_of("nightly")


def test_the_runbook_has_every_exit_code() -> None:
    codes = set(re.findall(r"^\| (\d) \|", RUNBOOK, re.MULTILINE))
    assert codes == set(re.findall(r"\b([0-5])\b", EXIT_CODES)) == {"0", "1", "2", "3", "4", "5"}


@pytest.mark.parametrize("status", REMEDIES)
def test_the_runbook_has_every_refusal_with_a_remedy_of_its_own(status: int) -> None:
    assert f"answered {status}" in RUNBOOK


@pytest.mark.parametrize(
    ("words", "file"),
    [
        ("still answers", "sources/http.py"),
        ("cannot be read", "sources/http.py"),
        ("is not the configured site", "sources/http.py"),
        ("its quota is spent", "sources/waiting.py"),
        ("There is no room to write in", "errors.py"),
        ("it would never end", "sources/github_pages.py"),
        ("are kept as last seen", "census.py"),
        ("its table stays as it was", "sources/zendesk_pages.py"),
        ("permission or deletion?", "census.py"),
        ("was killed before it ended", "ledger.py"),
        ("The work file cannot be opened, or could not be brought to layout", "layout.py"),
        ("a newer one has written it", "layout.py"),
        ("could not be written", "publication.py"),
        ("is open for writing in another program", "publication_reading.py"),
        ("No tool has given a row yet", "nightly.py"),
        ("thrown away", "loading.py"),
    ],
)
def test_what_the_runbook_quotes_is_what_the_program_says(words: str, file: str) -> None:
    said = " ".join((ROOT / "pipelines" / file).read_text().split())
    assert words in RUNBOOK
    assert words in re.sub(r'" f?"', "", said)


def test_every_command_of_the_runbook_exists() -> None:
    typed = set(re.findall(r"`headway ([a-z]+)([^`]*)`", RUNBOOK))
    assert len(typed) > 5
    for verb, rest in typed:
        assert helped(verb).exit_code == 0, verb
        assert set(re.findall(r"--[a-z-]+", rest)) <= options_of(verb), (verb, rest)


def test_security_names_no_place_that_is_not_there() -> None:
    text = (ROOT / "SECURITY.md").read_text()
    assert all(tool in text for tool in ("Jira", "GitHub", "Zendesk", "Freshdesk"))
    assert "headway check" in text and Path(ROOT / "SECURITY.md").stat().st_size < 6000
