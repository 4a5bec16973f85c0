"""What a census found, as the models tell it: what is gone is no work, what moved counts once."""

from pathlib import Path
from typing import Any

import pytest
from censuses import DUE, clean
from example_night import dbt
from live_edits import item_ids, later, transfer
from live_tools import LiveTools, live_tools

from pipelines.sources import SOURCES
from pipelines.transform import CAUTIOUS, WITHOUT_UNIT_TESTS

pytestmark = pytest.mark.resilience
ACTIONS = """
    select activity_kind, account_id, acted_at from int_activities__from_github
    where work_item_id = 'github:' || ? order by all
"""


def built(tools: LiveTools, *models: str) -> None:
    """Build models and all above them, with their data tests."""
    tools.warehouse.ensure_raw_tables(SOURCES)
    selected = ["--select", *(f"+{name}" for name in models)]
    done = dbt(tools.warehouse, "build", *WITHOUT_UNIT_TESTS, *CAUTIOUS, *selected)
    assert done.returncode == 0, done.stdout


def said(tools: LiveTools, query: str, *values: Any) -> list[tuple[Any, ...]]:
    """Ask the work file's models."""
    with tools.warehouse.connect_work() as connection:
        [(schema,)] = connection.execute(
            "select schema_name from duckdb_tables() where table_name like 'int_activities_%'"
        ).fetchall()
        connection.execute(f"use {schema}")
        return connection.execute(query, list(values)).fetchall()


def test_a_transferred_issue_is_counted_once_and_keeps_its_history(tmp_path: Path) -> None:
    github = [f"int_{one}__from_github" for one in ("activities", "work_items", "work_item_links")]
    with live_tools(tmp_path / "census") as tools:
        clean(tools.pull("github"))
        comments = tools.served.documents["github"]["comments"].values()
        commented = {one["issue_url"] for one in comments}
        issues = tools.served.documents["github"]["issues"]
        old = next(id_ for id_ in item_ids(tools, "github") if issues[id_]["url"] in commented)
        built(tools, *github)
        before = said(tools, ACTIONS, old)
        assert "comment" in {kind for kind, _, _ in before}

        later(tools, minutes=5)
        new = str(transfer(tools, old)["id"])
        clean(tools.pull("github", rules=DUE))
        built(tools, *github)
        assert (said(tools, ACTIONS, new), said(tools, ACTIONS, old)) == (before, [])
        items = said(
            tools,
            "select work_item_id, is_deleted from int_work_items__from_github "
            "where work_item_id in ('github:' || ?, 'github:' || ?)",
            *(old, new),
        )
        assert dict(items) == {f"github:{old}": True, f"github:{new}": False}
        links = said(
            tools,
            "select to_work_item_id, link_kind from int_work_item_links__from_github "
            "where from_work_item_id = 'github:' || ? and proof_field = 'transfer'",
            old,
        )
        assert links == [(f"github:{new}", "duplicates")]
