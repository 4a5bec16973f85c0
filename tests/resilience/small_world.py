"""One small tool, served, and pulled night after night into a warehouse of its own.

One connection, so that the n-th request is the same one each time; `World.connections` says more.
"""

import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NamedTuple

import duckdb
import pytest
import tenacity
from faults import Fault
from loopback import Loopback, loopback
from small_desks import SmallFreshdesk, SmallZendesk
from small_tools import SmallTool
from small_trackers import SmallGithub, SmallJira

from pipelines.census import CensusRules
from pipelines.configuration import TOOLS as SETTINGS
from pipelines.example import jira_comments as served_comments
from pipelines.example.server import CLOCK, Request, Served, serve
from pipelines.loading import pipeline_name
from pipelines.outcomes import Pull, judged
from pipelines.pulls import DEFAULT_RULES, pull_tool
from pipelines.sources import (
    SOURCES,
    freshdesk_pages,
    github_links,
    github_pages,
    http,
    jira_comments,
    jira_pages,
    waiting,
    zendesk_pages,
)
from pipelines.sources.documents import RawTable
from pipelines.warehouse import Warehouse

QUIET_NIGHTS = 2
PAGES = (
    *((jira_pages, name) for name in ("ISSUES_PER_PAGE", "ROWS_PER_PAGE", "ACCOUNTS_PER_PAGE")),
    (jira_comments, "COMMENTS_PER_PAGE"),
    *((module, "ROWS_PER_PAGE") for module in (github_pages, github_links)),
    (zendesk_pages, "DOCUMENTS_PER_EXPORT_PAGE"),
    (zendesk_pages, "DOCUMENTS_PER_LIST_PAGE"),
    (freshdesk_pages, "DOCUMENTS_PER_PAGE"),
)
ROWS_PER_PAGE = 3
N_ITEMS = 9
TOOLS: dict[str, type[Any]] = {
    tool.name: tool for tool in (SmallJira, SmallGithub, SmallZendesk, SmallFreshdesk)
}
COUNTED = CensusRules(every=timedelta(0))
"""Has each container counted in each pull."""
SILENT = SimpleNamespace(now=lambda _: None)


@contextmanager
def in_small() -> Iterator[tuple[list[float], pytest.MonkeyPatch]]:
    """Let pages hold three rows, and have nobody sit through the waits, which are given."""
    waits: list[float] = []
    with pytest.MonkeyPatch.context() as patch:
        for module, name in PAGES:
            patch.setattr(module, name, ROWS_PER_PAGE)
        patch.setattr(served_comments, "MOST_IN_A_SEARCH", 1)
        patch.setattr(http.tenacity, "Retrying", partial(tenacity.Retrying, sleep=waits.append))
        patch.setattr(waiting, "sleep", lambda _: None)
        patch.setattr(github_links._ask.retry, "sleep", waits.append)  # type: ignore[attr-defined]
        yield waits, patch


class RawRow(NamedTuple):
    """One row of a raw table."""

    key: str
    payload: Any
    updated_at: datetime | None
    deleted_at: datetime | None


@dataclass
class World:
    """A tool, its servers and its warehouse; `now` is the tool's own clock.

    `foreign` is a host that nothing may be sent to.
    """

    tool: SmallTool
    served: Served
    warehouse: Warehouse
    waits: list[float]
    patch: pytest.MonkeyPatch
    foreign: Loopback
    connections: int = 1
    is_whole: bool = True
    pulls: list[Pull] = field(default_factory=list)
    latest: datetime = CLOCK
    n_pages: int = 0

    @property
    def now(self) -> datetime:
        return self.served.clock

    def pass_time(self, **time: float) -> None:
        """Move the tool's clock."""
        self.served.clock += timedelta(**time)
        self.latest = max(self.latest, self.served.clock)

    def strike(self, *faults: Fault) -> None:
        """Have these faults in force, and no others."""
        self.served.faults[self.tool.name] = list(faults)

    def pull(self, rules: CensusRules = DEFAULT_RULES) -> int:
        """Pull the tool once; give the exit code a night of it alone would end with."""
        self.waits.clear()
        self.served.requests.clear()
        pull = pull_tool(
            self.warehouse,
            self.tool.name,
            self.source(),
            self.settings(),
            max_connections=self.connections,
            full_refresh=False,
            step=SILENT,  # type: ignore[arg-type]
            rules=rules,
        )
        self.pulls.append(pull)
        return judged([pull]).exit_code

    def source(self) -> Any:
        """Give the tool's source, or that part of it which goes by cursors."""
        module = SOURCES[self.tool.name]
        if self.is_whole:
            return module
        names = [table.name for table in module.TABLES if not table.in_full]
        return SimpleNamespace(
            TABLES=module.TABLES,
            connect=module.connect,
            source=lambda *asked: module.source(*asked).with_resources(*names),
        )

    def settings(self) -> Any:
        """Give the tool's section of a configuration."""
        name = self.tool.name
        more: dict[str, Any] = {"jira": {"remote_links": True}}.get(name, {})
        if name == "github":
            more = {"repositories": list(self.tool.repositories)}
        site = {"site": self.served.urls[name]}
        return SETTINGS[name](**site, **self.served.credentials[name], **more)

    def quiet_night(self) -> int:
        """Pull undisturbed, a day later, and count what is there."""
        self.strike()
        self.pass_time(days=1)
        return self.pull(COUNTED)

    def asked(self, path: str = "") -> list[Request]:
        """Give the last pull's requests to matching paths."""
        return [one for one in self.served.requests if re.search(path, one.path)]

    def rows(self, query: str) -> list[Any]:
        """Ask the warehouse."""
        with duckdb.connect(self.warehouse.work, read_only=True) as connection:
            connection.execute(f"set timezone = 'UTC'; use raw_{self.tool.name}")
            return connection.execute(query).fetchall()

    def contents(self) -> dict[str, list[RawRow]]:
        """Give all raw rows, by table."""
        raw = f"raw_{self.tool.name}"
        made = self.rows(f"select table_name from duckdb_tables() where schema_name = '{raw}'")
        one_by_one = (
            f"select '{table.name}', id, payload::varchar, updated_at, deleted_at from {table.name}"
            for table in self.tables()
            if (table.name,) in made
        )
        contents: dict[str, list[RawRow]] = {table.name: [] for table in self.tables()}
        for name, key, payload, *moments in self.rows(" union all ".join(one_by_one)):
            contents[name].append(RawRow(key, json.loads(payload), *moments))
        return contents

    def tables(self) -> tuple[RawTable, ...]:
        """Give the tool's raw tables."""
        return tuple(self.source().TABLES)

    def cursors(self) -> dict[str, Any]:
        """Give the committed state of the tool's source."""
        file = self.warehouse.dlt_state / pipeline_name(self.tool.name) / "state.json"
        sources = json.loads(file.read_text()).get("sources", {})
        return dict(sources.get(self.tool.name, {}))


@contextmanager
def small_world(
    name: str, folder: Path, pulled: Path | None = None, n_items: int = N_ITEMS
) -> Iterator[World]:
    """Serve one small tool; where a warehouse that holds it already is given, start from a copy."""
    warehouse = Warehouse(folder)
    if pulled:
        shutil.copytree(pulled, folder, dirs_exist_ok=True)
    warehouse.folder.mkdir(parents=True, exist_ok=True)
    tool = TOOLS[name].cut_out(n_items)
    served = serve({name: tool.resources})
    with in_small() as (waits, patch), served as tools, loopback() as foreign:
        yield World(tool, tools, warehouse, waits, patch, foreign)


def first_pull(name: str, folder: Path) -> Path:
    """Pull a small tool once, undisturbed; give the folder for others to copy."""
    with small_world(name, folder) as world:
        assert world.pull() == 0, world.pulls
    return folder
