"""The night: lock, read the configuration, pull, build and test, publish, export, erase, ledger.

Safe to kill at any point: what is half done is invisible to analysts, and the next run finishes or
repeats it.
"""

import logging
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from secrets import token_hex

from rich.console import Console

from pipelines import erasure, exports, generations, layout, logs, notification, report, transform
from pipelines.accounting import accounted, told_as_published
from pipelines.census import CensusRules
from pipelines.configuration import Settings, load_settings
from pipelines.errors import ConfigurationError, HeadwayError, did_you_mean, full_disk_told
from pipelines.ledger import Ledger
from pipelines.outcomes import Pull, Verdict, judged
from pipelines.progress import Progress, report_error
from pipelines.pulls import pull_tool
from pipelines.sources import SOURCES
from pipelines.strategies import keep_strategy
from pipelines.warehouse import Warehouse, private_files

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Asked:
    """What this night was asked to do."""

    only: list[str] | None
    full_refresh: bool
    as_of: date | None
    pull: bool
    accept_deletions: bool
    strategy: str | None


def run(
    workspace: Path,
    *,
    only: list[str] | None = None,
    full_refresh: bool = False,
    as_of: date | None = None,
    pull: bool = True,
    accept_deletions: bool = False,
    silent: bool = False,
    strategy: str | None = None,
    log_json: bool = False,
    console: Console,
) -> int:
    """Run one night in a workspace and give its exit code.

    Args:
        workspace: the folder `headway init` wrote.
        only: the tools to pull; null for every one switched on.
        full_refresh: forget those tools' cursors and rows and pull everything again.
        as_of: everything strictly before this day counts; null for today in UTC.
        pull: false to build from what was pulled before.
        accept_deletions: count now what is gone, and believe it however much it is.
        silent: true to tell nobody how the night ended; a reproduction is told to nobody anyway.
        strategy: a kept version or a folder: build with it, beside the publication, unremembered.
        log_json: write each event as a line of JSON, to stdout and the log, instead of progress.
        console: where progress is shown; failures go to stderr.

    Returns:
        0 published; 1 failed, what is published stands; 2 configuration error; 3 published with
        a tool stale or partly pulled; 4 another run holds the lock; 5 a tool's quota is spent.
    """
    warehouse = Warehouse(workspace)
    ledger = Ledger(warehouse.ledger)
    run_id = f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{token_hex(2)}"
    asked = Asked(only, full_refresh, as_of, pull, accept_deletions, strategy)
    is_told = not silent and strategy is None
    try:
        with (
            private_files(),
            full_disk_told(warehouse.folder),
            warehouse.lock(),
            logs.written_to(warehouse.logs, run_id, as_json=log_json) as log,
            accounted(ledger, run_id, log),
        ):
            verdict = _night(warehouse, ledger, run_id, asked, Progress(console))
            ledger.run_ended(run_id, verdict.outcome, verdict.exit_code, verdict.message)
            logger.info(
                "the run ended: %s",
                verdict.outcome,
                extra={"event": "run_ended", "facts": vars(verdict)},
            )
    except HeadwayError as error:
        report_error(error, workspace)
        if is_told:
            notification.tell(warehouse, error)
        return error.exit_code
    if is_told:
        notification.tell(warehouse, verdict)
    return verdict.exit_code


def _night(
    warehouse: Warehouse, ledger: Ledger, run_id: str, asked: Asked, progress: Progress
) -> Verdict:
    settings = load_settings(warehouse.workspace)
    strategy_version, strategy = keep_strategy(warehouse, asked.strategy)
    as_of = asked.as_of or settings.as_of or datetime.now(UTC).date()
    ledger.run_changed(run_id, as_of=as_of, strategy_version=strategy_version)

    tools = _tools(settings, asked.only)
    layout.bring_up(warehouse.work, progress)
    pulls = []
    for tool in tools:
        pulls.append(_pull(warehouse, settings, tool, asked, progress))
        ledger.tool_pulled(pulls[-1].record(run_id))
    verdict, name = judged(pulls), None
    if asked.strategy is not None:
        verdict = replace(verdict, outcome="reproduced")
        name = f"{as_of}-{strategy_version}"

    warehouse.recall()
    with warehouse.aside(name) as place:
        with progress.step("build") as step:
            place.ensure_raw_tables(SOURCES)
            _refuse_emptiness(place, pulls)
            place.load_strategy(strategy)
            place.load_run_metadata(ledger.runs_as_if(run_id, **vars(verdict)), ledger.pulls())
            place.clear_built()
            transform.build(place, settings, as_of, step)
        with progress.step("publish") as step:
            step.rows = place.publish(run_id)
            step.note = f"in {place.published.parent}" if name else ""
        with told_as_published(place.published):
            if not name:
                generations.keep(place, run_id, settings.generations_kept)
            with progress.step("export") as step:
                step.rows = exports.export(place.published, place.exports, as_of, run_id)
            with progress.step("report") as step:
                try:
                    step.note = str(report.report(place.published, place.reports, as_of))
                except report.NothingToReportError as nothing:
                    step.note = str(nothing)
            if not name:
                left_to_erase = erasure.erase(place, settings, as_of, progress)
                told = "; ".join(filter(None, [verdict.message, left_to_erase]))
                verdict = replace(verdict, message=told or None)
    return verdict


def _tools(settings: Settings, only: list[str] | None) -> list[str]:
    """Give the tools that are switched on; whoever asks for another is told."""
    switched_on = [tool for tool in SOURCES if getattr(settings, tool)]
    for tool in only or []:
        if tool not in switched_on:
            raise ConfigurationError(
                f"The tool {tool} is not switched on in .dlt/config.toml: "
                f"{did_you_mean(tool, switched_on)}.",
                "headway check",
            )
    return switched_on


def _pull(
    warehouse: Warehouse, settings: Settings, tool: str, asked: Asked, progress: Progress
) -> Pull:
    """Pull one tool, or note that it was not asked for; a failure is told and the night goes on."""
    if not asked.pull or (asked.only and tool not in asked.only):
        return Pull(tool, datetime.now(UTC), datetime.now(UTC), outcome="not_pulled")
    with progress.step(f"pull {tool}") as step:
        pulled = pull_tool(
            warehouse,
            tool,
            SOURCES[tool],
            getattr(settings, tool),
            max_connections=settings.max_connections,
            full_refresh=asked.full_refresh,
            step=step,
            rules=CensusRules(
                timedelta(days=settings.census_interval_days),
                settings.census_max_loss_share,
                asked.accept_deletions,
            ),
        )
        step.rows = pulled.n_rows_loaded
        troubled = None if pulled.outcome == "complete" else pulled.outcome
        step.note = "; ".join(filter(None, [troubled, pulled.message]))
    return pulled


def _refuse_emptiness(warehouse: Warehouse, pulls: list[Pull]) -> None:
    """Publish nothing before any tool has given a row: zeros would pass for an answer."""
    if warehouse.has_raw_rows():
        return
    reasons = "; ".join(f"{pull.source_system}: {pull.message or pull.outcome}" for pull in pulls)
    raise HeadwayError(
        f"No tool has given a row yet, so there is nothing to publish ({reasons}).",
        "headway check",
    )
