"""The verbs for whoever owns the definition of strategic: why, what if, and what is missing."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.command_line import Workspace

EXPLANATION_KEYS = (
    "The JSON document has asked_for, found_by, run_id, as_of_on, items. An item has its columns "
    "of fct_work_items, and decision (method, rule, matched_field, matched_value, evidence), "
    "confidence (value, basis, meaning; or null), chain (the items from this one to where its "
    "class comes from, each with links_to_next: from_work_item_id, to_work_item_id, link_kind, "
    "proof_field, proof_text), objectives (objective_id, objective_name, objective_weight, "
    "is_primary, evidence, above), runner_up (method, work_class, objective_id, evidence; or null)."
)


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
