"""The verbs of Headway, each a few lines; what they do lives in the modules they call.

Imports are inside the verbs: `headway --help` must not wait for engines that it does not start.
"""

import signal
import sys
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.command_line import EXIT_CODES, Workspace, app, verb, workspace_option
from pipelines.errors import ConfigurationError

EXPLANATION_KEYS = (
    "The JSON document has asked_for, found_by, run_id, as_of_on, items. An item has its columns of "
    "fct_work_items, and decision (method, rule, matched_field, matched_value, evidence), "
    "confidence (value, basis, meaning; or null), chain (the items from this one to where its class "
    "comes from, each with links_to_next: from_work_item_id, to_work_item_id, link_kind, "
    "proof_field, proof_text), objectives (objective_id, objective_name, objective_weight, "
    "is_primary, evidence, above), runner_up (method, work_class, objective_id, evidence; or null)."
)


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


@app.command(epilog=EXPLANATION_KEYS)
@verb
def explain(
    item: Annotated[
        str, typer.Argument(help="A work item's id, key or URL: jira:10063, PAY-12, https://...")
    ],
    workspace: Workspace = Path(),
    as_json: Annotated[
        bool, typer.Option("--json", help="Print one JSON document instead.")
    ] = False,
) -> None:
    """Say why an item has its class: the chain up to its objective, the proofs, the runner-up."""
    import json

    from pipelines.explain import show
    from pipelines.explanation import explanation
    from pipelines.warehouse import Warehouse

    found = explanation(Warehouse(workspace).published, item)
    if as_json:
        typer.echo(json.dumps(found, indent=2, default=_as_json))
    else:
        show(found, Console())


def _as_json(value: object) -> float | str:
    """Give exact decimals as numbers and days as text."""
    return float(value) if isinstance(value, Decimal) else str(value)


@app.command(epilog=EXIT_CODES)
@verb
def whatif(
    strategy: Annotated[
        Path, typer.Option(metavar="DIR2", help="The other strategy folder.", show_default=False)
    ],
    workspace: Workspace = Path(),
    top: Annotated[int, typer.Option(min=1, help="How many groups and items are printed.")] = 10,
    csv: Annotated[
        Path | None,
        typer.Option(metavar="FOLDER", help="Write flips.csv and metrics.csv whole, there."),
    ] = None,
) -> None:
    """Say which items would flip, and how the headline would move, under another strategy.

    Nothing published is touched: the other strategy is built in a private copy, removed afterwards.
    """
    from pipelines.whatif import whatif as compare

    compare(workspace, strategy, top=top, csv=csv, console=Console())


@app.command()
@verb
def suggest(
    workspace: Workspace = Path(),
    top: Annotated[int, typer.Option(min=1, help="How many suggestions.")] = 10,
    min_share: Annotated[
        float,
        typer.Option(min=0, max=1, help="Share of all effort that makes a rule worth it."),
    ] = 0.002,
    min_purity: Annotated[
        float,
        typer.Option(min=0, max=1, help="Share of the decided items alike that agree on a class."),
    ] = 0.9,
    max_word_share: Annotated[
        float,
        typer.Option(min=0, max=1, help="Share of titles beyond which a word is everywhere."),
    ] = 0.2,
    csv: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Write the rows there, for a person to fill in."),
    ] = None,
) -> None:
    """Say what unclassified effort has in common, as rows for the decision table.

    Each comes with the effort it would add that none before it adds. Nothing is adopted by itself.
    """
    from pipelines.suggest import suggest as tell
    from pipelines.suggestions import Bounds

    bounds = Bounds(top, min_share, min_purity, max_word_share)
    tell(workspace, bounds, csv=csv, console=Console())


def main() -> None:
    """Run a verb; a scheduler that stops it is obeyed at once, and the ledger says so."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
    app()
