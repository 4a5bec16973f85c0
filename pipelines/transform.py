"""Builds the models: two `dbt build`s, each in a process of its own, and between them the lesson.

The text model learns from what the first has built, the second scores with what was learned; no
model is built twice and no test runs twice. Inside our process an open connection would keep every
reader out of the work file. The processes inherit the workspace's lock, so that a build which
outlives a killed run still keeps the next run away.
"""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from pipelines import text_model
from pipelines.configuration import Settings
from pipelines.errors import HeadwayError
from pipelines.progress import Step
from pipelines.warehouse import Warehouse

logger = logging.getLogger(__name__)

BUILT = {"LogModelResult", "LogSeedResult", "LogSnapshotResult"}
TESTED = {"LogTestResult"}
FAILED = ("error", "fail", "runtime error", "partial success")
NOTEWORTHY = (*FAILED, "warn")
STACK_TRACE = "MainStackTrace"
"""What dbt says of a failure after its sentence; it is for the log."""
# Unit tests hold the models, not the data: they run where models change.
WITHOUT_UNIT_TESTS = ("--exclude-resource-type", "unit_test")
# What the text model learns from, all above it, and the tests that need nothing more. Cautious: a
# test belongs to the part that has everything it reads, so that one part excluded is the other.
LEARNED_FROM = ("int_text_terms__counted", "int_text_model_settings__read")
CAUTIOUS = ("--indirect-selection", "cautious")
FIRST_PART = ("--select", *(f"+{name}" for name in LEARNED_FROM), *CAUTIOUS)
SECOND_PART = ("--exclude", *(f"+{name}" for name in LEARNED_FROM), *CAUTIOUS)
SECRETS = ("SOURCES__", "HEADWAY__", "DESTINATION__")


def project_folder() -> Path:
    """Give the dbt project's folder: beside the package in a checkout, inside it once installed."""
    installed = Path(__file__).parent / "transformations"
    return installed if installed.exists() else Path(__file__).parent.parent


def build(warehouse: Warehouse, settings: Settings, as_of: date, step: Step) -> None:
    """Build and test every model as of a day.

    Raises:
        HeadwayError: a model or data test failed; the sentence names it and its own words.
    """
    with warehouse.connect_work() as connection:
        text_model.ensure_tables(connection)
    run_dbt(warehouse, settings, as_of, step, "build", *WITHOUT_UNIT_TESTS, *FIRST_PART)
    with step.part("learn") as lesson, warehouse.connect_work() as connection:
        lesson.rows, lesson.note = text_model.learn(connection)
    run_dbt(warehouse, settings, as_of, step, "build", *WITHOUT_UNIT_TESTS, *SECOND_PART)


def run_dbt(warehouse: Warehouse, settings: Settings, as_of: date, step: Step, *words: str) -> None:
    """Run one dbt command on the work file, as of a day, saying one line per table built.

    Raises:
        HeadwayError: a model or data test failed; the sentence names it and its own words.
    """
    results = warehouse.dbt_target / "run_results.json"
    results.unlink(missing_ok=True)
    with subprocess.Popen(  # noqa: S603
        _command(warehouse, settings, as_of, *words),
        env=_environment(warehouse, settings),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        pass_fds=[warehouse.lock_descriptor] if warehouse.lock_descriptor is not None else [],
    ) as process:
        assert process.stdout is not None  # noqa: S101
        try:
            last_error = _follow(process.stdout, step)
        except BaseException:
            process.terminate()
            raise
    if process.returncode:
        raise _build_error(results, last_error)


def _command(warehouse: Warehouse, settings: Settings, as_of: date, *words: str) -> list[str]:
    variables = {
        "as_of": as_of.isoformat(),
        "freshdesk_site": settings.freshdesk.site if settings.freshdesk else "",
    }
    project = str(project_folder())
    return [
        *(str(Path(sys.executable).with_name("dbt")), "--log-format", "json", "--no-use-colors"),
        *("--log-level-file", "none", *words, "--vars", json.dumps(variables)),
        *("--project-dir", project, "--profiles-dir", project),
        *("--target-path", str(warehouse.dbt_target), "--log-path", str(warehouse.logs)),
    ]


def _environment(warehouse: Warehouse, settings: Settings) -> dict[str, str]:
    """Give the build its database and key, and none of the tools' secrets."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(SECRETS)}
    return inherited | {
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "0",
        "HEADWAY_WORK_DATABASE": str(warehouse.work),
        "HEADWAY_PSEUDONYM_KEY": settings.pseudonym_key.get_secret_value(),
    }


def _follow(lines: Iterator[str], step: Step) -> str:
    """Pass on what dbt says as it goes; give its last error, for failures that leave no results."""
    last_error = ""
    n_done = n_nodes = 0
    for line in lines:
        event = _event(line)
        info, data = event["info"], event.get("data", {})
        if info["level"] in ("error", "warn"):
            logger.warning(info["msg"])
        if info["level"] == "error" and info["name"] != STACK_TRACE:
            last_error = info["msg"]
        n_nodes = data.get("node_count", n_nodes)
        if info["name"] not in BUILT | TESTED:
            continue
        n_done += 1
        place = f"{n_done}/{n_nodes} {data['node_info']['node_name']}"
        status = data["status"].lower()
        step.now(place)
        if status.startswith(NOTEWORTHY):
            step.line(f"  {status:<18}{place}")
        elif info["name"] in BUILT:
            step.counts["built"] += 1
            logger.info("built %s in %.1f s", place, data["execution_time"])
        else:
            step.counts["passed"] += 1
        step.note = f"{step.counts['built']} tables built, {step.counts['passed']} tests passed"
    return last_error


def _event(line: str) -> dict[str, Any]:
    """Read one line of dbt's log; a line that is none of its events is kept for the log file."""
    try:
        event: dict[str, Any] = json.loads(line)
        known = event["info"]["name"], event["info"]["level"], event["info"]["msg"]
    except (ValueError, TypeError, KeyError):
        logger.warning(line.rstrip())
        known = ("", "", "")
        event = {}
    return event | {"info": dict(zip(("name", "level", "msg"), known, strict=True))}


def _build_error(results: Path, last_error: str) -> HeadwayError:
    """Name what failed first, in one sentence; its whole words and SQL go to the log."""
    failures = _failures(results)
    for failure in failures:
        logger.error(
            "%s\n%s\n%s", failure["unique_id"], failure["message"], failure.get("compiled_code")
        )
    if not failures:
        words = " ".join((last_error or "dbt stopped without a word").split())[:300]
        return HeadwayError(f"The models could not be built: {words}. The last publication stands.")
    kind, _, name = failures[0]["unique_id"].split(".")[:3]
    what = "data test" if kind == "test" else kind.replace("_", " ")
    words = " ".join(str(failures[0]["message"]).split())[:300]
    others = f" ({len(failures) - 1} more failed)" if len(failures) > 1 else ""
    return HeadwayError(f"The {what} {name} failed{others}: {words}. The last publication stands.")


def _failures(results: Path) -> list[dict[str, Any]]:
    try:
        told = json.loads(results.read_text())["results"]
    except (FileNotFoundError, ValueError):  # Not written, or not to its end: the disk is full.
        return []
    return [result for result in told if result["status"] in FAILED]
