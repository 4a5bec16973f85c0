"""The verbs of Headway, each a few lines; what they do lives in the modules they call.

Imports are inside the verbs: `headway --help` must not wait for engines that it does not start.
"""

import signal
import sys
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.command_line import EXIT_CODES, Workspace, app, verb, workspace_option
from pipelines.errors import ConfigurationError, Problem
from pipelines.publication_verbs import docs, export, report, restore, sample
from pipelines.strategy_verbs import EXPLANATION_KEYS, explain, suggest, whatif


@app.command()
@verb
def demo(
    workspace: Annotated[Path, workspace_option("Where the demo's workspace goes.")] = Path("demo"),
    scale: Annotated[
        float, typer.Option(min=0.01, help="The organisation's size; 1.0 is 32,000 work items.")
    ] = 1.0,
) -> None:
    """Serve an example organisation's tools here, run the whole night on them, print the answer."""
    from pipelines.demo import demonstrate

    raise typer.Exit(demonstrate(workspace, scale=scale, console=Console()))


@app.command()
@verb
def init(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The new workspace.")],
) -> None:
    """Write a new workspace: commented configuration and a starter strategy."""
    from pipelines.starter import init_workspace

    init_workspace(folder)
    Console().print(
        f"Written: {folder}. Name your tools in {folder}/.dlt/config.toml and their tokens in "
        f"{folder}/.dlt/secrets.toml, then type: headway check --workspace {folder}",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


@app.command()
@verb
def check(workspace: Workspace = Path()) -> None:
    """Try configuration, credentials, permissions and strategy files; name every problem."""
    from pipelines.advice import advice
    from pipelines.check import check as problems_of
    from pipelines.progress import plain

    notes: list[Problem] = []
    problems = problems_of(workspace, notes)
    if worth_a_look := [*notes, *advice(workspace)]:
        lines = "".join(f"\n  {plain(str(each))}" for each in worth_a_look)
        Console().print(f"Worth a look:{lines}", markup=False, highlight=False, soft_wrap=True)
    if problems:
        n_problems = f"{len(problems)} problem{'s' * (len(problems) > 1)}"
        raise ConfigurationError(
            f"{n_problems} to put right before a night can run.", "headway check", problems
        )
    Console().print("All is well. Next: headway nightly", highlight=False)


@app.command(epilog=EXIT_CODES)
@verb
def nightly(
    workspace: Workspace = Path(),
    source: Annotated[
        list[str] | None,
        typer.Option(metavar="TOOL", help="Pull only this tool; may be given again."),
    ] = None,
    full_refresh: Annotated[
        bool,
        typer.Option("--full-refresh", help="Forget cursors and rows and pull everything again."),
    ] = False,
    as_of: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DATE",
            help="Count everything strictly before this day, 00:00 UTC. Default: today.",
        ),
    ] = None,
    no_pull: Annotated[
        bool, typer.Option("--no-pull", help="Build from what was pulled before.")
    ] = False,
    accept_deletions: Annotated[
        bool,
        typer.Option(
            "--accept-deletions",
            help="Count what is gone now, and believe that it was deleted, however much it is.",
        ),
    ] = False,
    silent: Annotated[
        bool, typer.Option("--silent", help="Tell nobody how the night ended.")
    ] = False,
    log_json: Annotated[
        bool,
        typer.Option("--log-json", help="Write each event as a line of JSON, instead of progress."),
    ] = False,
    strategy: Annotated[
        str | None,
        typer.Option(
            metavar="VERSION|DIR",
            help="Build --as-of again, without pulling, under a kept strategy version or another "
            "folder: beside the publication, in warehouse/reproductions, remembered by nobody.",
        ),
    ] = None,
) -> None:
    """Pull, build, test, publish, export; the last publication stands until all of it succeeds."""
    from pipelines.nightly import run

    if no_pull and (source or full_refresh):
        raise ConfigurationError(
            "--no-pull pulls nothing, so it goes with neither --source nor --full-refresh.",
            "headway nightly --no-pull",
        )
    if accept_deletions and (no_pull or strategy is not None):
        raise ConfigurationError(
            "--accept-deletions asks the tools, so it goes with neither --no-pull nor --strategy.",
            "headway nightly --accept-deletions",
        )
    if strategy is not None and (source or full_refresh):
        raise ConfigurationError(
            "--strategy pulls nothing, so it goes with neither --source nor --full-refresh.",
            f"headway nightly --strategy {strategy}",
        )
    raise typer.Exit(
        run(
            workspace,
            only=source,
            full_refresh=full_refresh,
            as_of=as_of.date() if as_of else None,
            silent=silent,
            accept_deletions=accept_deletions,
            pull=not no_pull and strategy is None,
            strategy=strategy,
            log_json=log_json,
            console=Console(quiet=log_json),
        )
    )


@app.command()
@verb
def runs(
    workspace: Workspace = Path(),
    last: Annotated[int, typer.Option(help="How many runs.", min=1)] = 20,
) -> None:
    """Show the run ledger, newest first."""
    from pipelines.history import show_runs

    show_runs(workspace, last, Console())


for publication_verb in (export, restore, docs):
    app.command()(verb(publication_verb))
app.command(epilog=EXPLANATION_KEYS)(verb(explain))
app.command(epilog=EXIT_CODES)(verb(whatif))
for last_verb in (suggest, report, sample):
    app.command()(verb(last_verb))


def main() -> None:
    """Run a verb; a scheduler that stops it is obeyed at once, and the ledger says so."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    app()
