"""The verbs of Headway, each a few lines; what they do lives in the modules they call.

Imports are inside the verbs: `headway --help` must not wait for engines that it does not start.
"""

import signal
import sys
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console

from pipelines.errors import ConfigurationError, HeadwayError
from pipelines.progress import report_error

EXIT_CODES = (
    "Exit codes: 0 all done; 1 failed, the last publication stands; 2 usage or configuration "
    "error; 3 published, but at least one tool is stale or partly pulled; 4 another run holds the "
    "lock; 5 a tool's quota is spent, continues next run."
)

app = typer.Typer(
    name="headway",
    help="Is the organisation busy, or making headway? Told each night from its own tools.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def verb(tell: Callable[..., None]) -> Callable[..., None]:
    """Make a function a verb that tells failures in one sentence with the next command to type.

    Tracebacks of what nobody expected go to a log file.
    """

    @wraps(tell)
    def told(**options: Any) -> None:
        try:
            tell(**options)
        except HeadwayError as error:
            report_error(error, options.get("workspace") or Path())
            raise typer.Exit(error.exit_code) from None
        except typer.Exit:
            raise
        except Exception as fault:
            from pipelines.logs import traceback_to

            log = traceback_to(options.get("workspace") or Path(), fault)
            report_error(HeadwayError(f"Stopped on {type(fault).__name__}: {fault}", f"less {log}"))
            raise typer.Exit(1) from None

    return told


def _workspace(text: str) -> Any:
    return typer.Option("--workspace", "-w", metavar="DIR", help=text)


Workspace = Annotated[Path, _workspace("The workspace, as `headway init` wrote it.")]


@app.command()
@verb
def demo(
    workspace: Annotated[Path, _workspace("Where the demo's workspace goes.")] = Path("demo"),
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
    from pipelines.check import check as problems_of

    problems = problems_of(workspace)
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
) -> None:
    """Pull, build, test, publish, export; the last publication stands until all of it succeeds."""
    from pipelines.nightly import run

    if no_pull and (source or full_refresh):
        raise ConfigurationError(
            "--no-pull pulls nothing, so it goes with neither --source nor --full-refresh.",
            "headway nightly --no-pull",
        )
    raise typer.Exit(
        run(
            workspace,
            only=source,
            full_refresh=full_refresh,
            as_of=as_of.date() if as_of else None,
            pull=not no_pull,
            console=Console(),
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


@app.command()
@verb
def export(workspace: Workspace = Path()) -> None:
    """Write the published tables again, as Parquet and CSV with a manifest."""
    from pipelines.exports import export_again

    folder = export_again(workspace)
    Console().print(f"Exported: {folder}", markup=False, highlight=False, soft_wrap=True)


@app.command()
@verb
def explain(
    item: Annotated[
        str, typer.Argument(help="A work item's id, key or URL: jira:10063, PAY-12, https://...")
    ],
    workspace: Workspace = Path(),
) -> None:
    """Say why an item has its class: the chain up to its objective, the proofs, the runner-up."""
    from pipelines.explain import explain as tell
    from pipelines.warehouse import Warehouse

    tell(Warehouse(workspace).published, item, Console())


def main() -> None:
    """Run a verb; a scheduler that stops it is obeyed at once, and the ledger says so."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    app()
