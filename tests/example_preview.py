"""One what-if on the example organisation: its suggestions adopted, a category changed."""

import csv
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from shutil import copytree

from example_night import ExampleNight
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.scratch import PREFIX
from pipelines.strategy import read_strategy
from pipelines.suggest import TO_FILL
from pipelines.suggestions import Bounds, Suggestion, find
from pipelines.warehouse import Warehouse

# What the text model leaves is little and mixed: the usual bounds would suggest nothing for it.
MIN_SHARE, MIN_PURITY = 0.0001, 0.5


def said(*arguments: object) -> tuple[int, str]:
    """Type a command; give its exit code and all it said, blanks folded."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    return result.exit_code, " ".join((result.stdout + result.stderr).split())


def digests(warehouse: Warehouse) -> dict[str, str]:
    """Give the bytes of everything a what-if must leave alone."""
    files = [warehouse.work, warehouse.published, warehouse.ledger]
    files += [path for path in warehouse.strategy.iterdir() if path.is_file()]
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def leftovers(warehouse: Warehouse) -> list[Path]:
    return list(warehouse.folder.glob(f"{PREFIX}*"))


def rows_of(file: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(file.read_text())))


@dataclass(frozen=True)
class Preview:
    """One what-if on the example organisation, what led to it, and what came of it."""

    promised: list[Suggestion]
    suggested: str
    output: str
    flips: list[dict[str, str]]
    metrics: list[dict[str, str]]
    is_untouched: bool

    def flipped_by(self, *rules: str) -> list[dict[str, str]]:
        return [flip for flip in self.flips if flip["after_placed_by"].split()[-1] in rules]


def preview_of(night: ExampleNight, folder: Path) -> Preview:
    """Adopt all suggestions as operational, and give access requests another category."""
    table, rows = folder / "strategy" / "classification_rules.csv", folder / "suggested.csv"
    copytree(night.warehouse.strategy, table.parent)
    promised = find(
        night.warehouse.published,
        read_strategy(table.parent)["classification_rules"],
        Bounds(top=10, min_share=MIN_SHARE, min_purity=MIN_PURITY, max_word_share=0.2),
    ).found
    code, suggested = said(
        *("suggest", "-w", night.warehouse.workspace, "--csv", rows),
        *("--min-share", MIN_SHARE, "--min-purity", MIN_PURITY),
    )
    assert code == 0, suggested
    header, _, adopted = rows.read_text().partition("\n")
    text = table.read_text().replace(
        "Access request,,,,,,operational,internal_process",
        "Access request,,,,,,operational,enablement",
    )
    assert text.startswith(header), "a suggestion is a row of the decision table"
    adopted = adopted.replace(f"{TO_FILL},", "operational,support")
    table.write_text(f"{text.rstrip()}\n{adopted}")
    before = digests(night.warehouse)
    code, output = said(
        *("whatif", "-w", night.warehouse.workspace, "--strategy", table.parent),
        *("--csv", folder / "out"),
    )
    assert code == 0, output
    return Preview(
        promised=promised,
        suggested=suggested,
        output=output,
        flips=rows_of(folder / "out" / "flips.csv"),
        metrics=rows_of(folder / "out" / "metrics.csv"),
        is_untouched=digests(night.warehouse) == before and not leftovers(night.warehouse),
    )
