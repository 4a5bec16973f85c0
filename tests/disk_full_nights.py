"""Nights on a workspace whose disk is full at one of their stages, and what must stand after."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import dlt
import duckdb
import pytest
from stand_ins import Place, night, published, stand_in, thing

from pipelines import census, exports, memory, publication, pulls, report, strategies, transform
from pipelines.ledger import Ledger
from pipelines.sources.listings import LISTINGS
from pipelines.warehouse import Warehouse

NIGHTS = "select as_of::date as as_of_on, run_id from raw_headway.runs where outcome = 'published'"
PULLS: dict[str, tuple[Any, str]] = {
    "extract": (dlt.Pipeline, "extract"),
    "normalise": (dlt.Pipeline, "normalize"),
    "load": (dlt.Pipeline, "load"),
    "census": (pulls, "take_census"),
    "field notes": (pulls, "note_changes"),
}
BEFORE_PUBLISHING = PULLS | {
    "the lock": (Warehouse, "lock"),
    "the run's first line": (Ledger, "run_started"),
    "keeping the strategy": (strategies, "_copy"),
    "the run's line": (Ledger, "run_changed"),
    "a pull's line": (Ledger, "tool_pulled"),
    "remembering": (memory, "_take_over"),
    "strategy tables": (Warehouse, "load_strategy"),
    "build": (transform, "build"),
    "publish": (publication, "publish"),
}
AFTER_PUBLISHING: dict[str, tuple[Any, str]] = {
    "export": (exports, "export"),
    "report": (report, "report"),
    "the run's last line": (Ledger, "run_ended"),
}
write_report = report.report


def place_at(folder: Path, patch: pytest.MonkeyPatch, *, with_dbt: bool = False) -> Place:
    """Give a workspace after its first night, with something new in a tool and in the strategy."""
    # dlt's own handler writes to where pytest caught its words when it was loaded: a file as well.
    patch.setattr(logging.getLogger("dlt"), "handlers", [])
    place = stand_in(folder, patch, with_dbt=with_dbt)
    (place.models / "meta_nights.sql").write_text(NIGHTS)
    listing = replace(
        LISTINGS["jira"][0],
        containers=lambda api, settings: {"PAY": [""]},
        shown=lambda api, container, items, place: iter([["1", "3"]]),
        existing=lambda api, container, items: {},
        below=(),
    )
    for module in (pulls, census):
        patch.setattr(module, "LISTINGS", {"jira": (listing,)})
    patch.setattr(pulls, "mark_unshown", lambda *asked: None)
    for log_of_worklogs in ("begin_worklogs", "mark_deleted_worklogs"):
        patch.setattr(census, log_of_worklogs, lambda *asked: None)
    patch.setattr(report, "report", write_report)
    patch.setattr(report, "render", lambda file, as_of: "a page\n" * 2000)
    assert night(place)[0] == 0
    # The first pull counts as a census; the next is to count again.
    with duckdb.connect(place.warehouse("work.duckdb")) as connection:
        connection.execute("delete from raw_headway.censuses")
    place.jira.documents = [thing(1, "one, renamed"), thing(3, "three")]
    rules = place.workspace / "strategy" / "classification_rules.csv"
    rules.write_text(rules.read_text() + "r2,2,Chore,operational,maintenance,,Chores too\n")
    return place


def outcome(place: Place) -> dict[str, Any]:
    """Give what a night made: rows of raw, of the publication, and the bytes exported of them."""
    with duckdb.connect(place.warehouse("work.duckdb"), read_only=True) as connection:
        raw = {
            table: connection.execute(query).fetchall()
            for table, query in {
                "jira": "select id, payload, deleted_at is null from raw_jira.issues order by id",
                "github": "select id, payload from raw_github.issues order by id",
                "fields": "select * from raw_headway.known_fields order by all",
                "censuses": "select source_system, container from raw_headway.censuses",
                "rules": "select * from raw_strategy.classification_rules order by all",
            }.items()
        }
    latest = place.workspace / "exports" / "latest"
    files = {path.name: path.read_bytes() for path in latest.glob("fct_*")}
    return raw | files | {"published": published(place, "select * from fct_things order by all")}


def files_of(place: Place, *folders: str) -> dict[Path, bytes]:
    """Give every file that is read by people, with its content."""
    paths = [path for folder in folders for path in (place.workspace / folder).rglob("*")]
    return {path: path.read_bytes() for path in paths if path.is_file()}


def hidden(place: Place) -> Iterator[Path]:
    """Give what was begun and neither finished nor removed."""
    for folder in ("warehouse", "warehouse/strategies", "exports", "reports"):
        yield from (place.workspace / folder).glob(".[!ld]*")


def assert_told(told: str, place: Place) -> None:
    """Hold what was said against what a person needs: what is wrong, where, what to type."""
    sentence, next_command = told.strip().splitlines()
    assert "File too large" in sentence
    assert next_command.startswith(f"Next: df -h {place.workspace}/")
    assert Path(next_command.removeprefix("Next: df -h ")).is_dir()


def assert_mended(place: Place, undisturbed: dict[str, Any]) -> None:
    """Hold the night that has room again against one that was never disturbed."""
    assert night(place)[0] == 0
    assert outcome(place) == undisturbed
    assert list(hidden(place)) == []
    runs = Ledger(place.warehouse("runs.jsonl")).runs()
    assert runs["outcome"].to_list()[:: len(runs) - 1] == ["published", "published"]
