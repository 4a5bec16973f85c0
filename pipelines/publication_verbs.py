"""The verbs that deal with what is published: write it out again, describe it, put it back."""

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from pipelines.command_line import Workspace


def export(workspace: Workspace = Path()) -> None:
    """Write the published tables again, as Parquet and CSV with a manifest."""
    from pipelines.exports import export_again

    _say(f"Exported: {export_again(workspace)}")


def report(workspace: Workspace = Path()) -> None:
    """Write the report of what is published again: one page that needs nothing else."""
    from pipelines.report import report_again

    _say(f"Report: {report_again(workspace)}")


def docs(workspace: Workspace = Path()) -> None:
    """Write the documentation of every model, column and metric, as one page."""
    from pipelines.documentation import write_site
    from pipelines.progress import Progress

    with Progress(Console()).step("docs") as step:
        step.note = str(write_site(workspace, step))


def restore(
    generation: Annotated[
        str | None,
        typer.Argument(metavar="[GENERATION]", help="The run whose publication to put back."),
    ] = None,
    workspace: Workspace = Path(),
    forget_later: Annotated[
        bool,
        typer.Option(
            "--forget-later",
            help="Forget what later nights said too, for instance under a mistaken --as-of.",
        ),
    ] = False,
) -> None:
    """Put an earlier publication back, and export and report it; without a name, list them."""
    from pipelines import generations

    if generation is None:
        generations.show(workspace, Console())
        return
    restored = generations.restore(workspace, generation, forget_later=forget_later)
    later = "forgotten" if forget_later else "still remembered, unless you add --forget-later"
    _say(
        f"Restored: {restored.run_id}, as of {restored.as_of}. The next night publishes anew. "
        f"What later nights said is {later}. {restored.note}".rstrip()
    )


def sample(
    workspace: Workspace = Path(),
    size: Annotated[int, typer.Option(min=1, help="How many items.")] = 200,
    seed: Annotated[int, typer.Option(help="Another one draws other items.")] = 1,
    output: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where to; default: sample.csv in the workspace."),
    ] = None,
) -> None:
    """Draw a blind sample of work items for people to label, to measure how often Headway errs."""
    from pipelines.sample import draw_sample, what_next

    file, n_items = draw_sample(workspace, size, seed, output)
    _say(what_next(file, n_items, workspace))


def _say(text: str) -> None:
    Console().print(text, markup=False, highlight=False, soft_wrap=True)
