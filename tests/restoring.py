"""Putting a kept publication back."""

from typing import Any

from stand_ins import Place
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.ledger import Ledger


def run_ids(place: Place) -> list[str]:
    ids: list[Any] = Ledger(place.warehouse("runs.jsonl")).runs()["run_id"].to_list()
    return ids


def restore(place: Place, *words: str) -> tuple[int, str, str]:
    """Type `headway restore`; give its exit code, what it said, what it said went wrong."""
    done = CliRunner().invoke(app, ["restore", *words, "--workspace", str(place.workspace)])
    return done.exit_code, done.stdout, done.stderr
