"""What all verbs share: the application, its exit codes, how failures are told."""

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Annotated, Any

import typer

from pipelines.errors import HeadwayError, full_disk_told
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
            with full_disk_told(options.get("workspace") or Path()):
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


def workspace_option(text: str) -> Any:
    """Give the option that names a workspace."""
    return typer.Option("--workspace", "-w", metavar="DIR", help=text)


Workspace = Annotated[Path, workspace_option("The workspace, as `headway init` wrote it.")]
