"""The example organisation's tools, served live and pulled into a work file of a test's own."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import duckdb
import pytest
from rich.console import Console

from pipelines.census import CensusRules
from pipelines.configuration import TOOLS
from pipelines.example.organisation import build_organisation
from pipelines.example.server import Served, serve
from pipelines.outcomes import Pull
from pipelines.progress import Progress
from pipelines.pulls import DEFAULT_RULES, pull_tool
from pipelines.sources import (
    SOURCES,
    freshdesk_pages,
    github_links,
    github_pages,
    jira_pages,
    zendesk_pages,
)
from pipelines.warehouse import Warehouse

SEED, SCALE = 7, 0.01
Rows = dict[str, tuple[Any, bool]]
"""By id: what the tool said of it, and whether it is gone."""


@dataclass
class LiveTools:
    """Running example servers and the warehouse their documents are pulled into."""

    served: Served
    warehouse: Warehouse
    said: dict[str, Any] = field(default_factory=dict)

    def settings(self, tool: str) -> Any:
        section = {"site": self.served.urls[tool], **self.served.credentials[tool], **self.said}
        if tool == "github":
            known = self.served.documents["github"]["repositories"].values()
            names = sorted(one["full_name"] for one in known)
            section["repositories"] = self.said.get("repositories", names)
        return TOOLS[tool].model_validate(section)

    def pull(
        self, tool: str, *, full_refresh: bool = False, rules: CensusRules = DEFAULT_RULES
    ) -> Pull:
        """Pull one tool as a night does."""
        with Progress(Console(file=StringIO())).step(f"pull {tool}") as step:
            return pull_tool(
                *(self.warehouse, tool, SOURCES[tool], self.settings(tool)),
                max_connections=4, full_refresh=full_refresh, step=step, rules=rules,
            )  # fmt: skip

    def rows(self, tool: str) -> dict[str, Rows]:
        """Give what raw holds of a tool; a key that stands twice is an error."""
        self.warehouse.ensure_raw_tables(SOURCES)
        with duckdb.connect(self.warehouse.work, read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            found: dict[str, Rows] = {}
            for table in SOURCES[tool].TABLES:
                rows = connection.execute(
                    f'select id, payload, deleted_at is not null from raw_{tool}."{table.name}"'
                ).fetchall()
                found[table.name] = {id_: (json.loads(said), gone) for id_, said, gone in rows}
                assert len(found[table.name]) == len(rows), f"{table.name} holds a key twice"
            return found

    def state(self, tool: str) -> dict[str, Any]:
        """Give the cursors a tool's pipeline keeps."""
        file = self.warehouse.dlt_state / f"headway_{tool}" / "state.json"
        sources: dict[str, Any] = json.loads(file.read_text()).get("sources", {})
        state: dict[str, Any] = sources.get(tool, {})
        return state


def small_pages(monkeypatch: pytest.MonkeyPatch, size: int = 20) -> None:
    """Have lists of a small organisation fill several pages."""
    monkeypatch.setattr(jira_pages, "ISSUES_PER_PAGE", size)
    monkeypatch.setattr(github_pages, "ROWS_PER_PAGE", size)
    monkeypatch.setattr(github_links, "ROWS_PER_PAGE", size)
    monkeypatch.setattr(zendesk_pages, "DOCUMENTS_PER_EXPORT_PAGE", size * 2)
    monkeypatch.setattr(freshdesk_pages, "DOCUMENTS_PER_PAGE", max(2, size // 4))


@contextmanager
def live_tools(folder: Path, *, scale: float = SCALE, **situation: Any) -> Iterator[LiveTools]:
    """Serve a small organisation; its documents may be changed while it is served."""
    folder.mkdir(exist_ok=True)
    warehouse = Warehouse(folder)
    warehouse.folder.mkdir()
    with serve(build_organisation(SEED, scale).documents, **situation) as served:
        yield LiveTools(served, warehouse)
