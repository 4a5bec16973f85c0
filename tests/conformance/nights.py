"""Two nights against the replayed tools, and what they left: raw rows, marts, exports."""

import csv
import io
import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from rich.console import Console

from conformance import made_up, recordings
from conformance.github_site import GitHubSite
from conformance.jira_site import JiraSite, agile_fields
from conformance.recordings import Document, Resource
from conformance.replay import CLOCK, Replay, replaying
from conformance.zendesk_recordings import ZendeskRecordings, zendesk
from conformance.zendesk_site import ZendeskSite
from pipelines import nightly
from pipelines.starter import init_workspace

AS_OF = CLOCK.date()
SECRETS = """
[sources.jira]
email = "headway@acme.example"
api_token = "canary-jira"
[sources.github]
access_token = "canary-github"
[sources.zendesk]
email = "headway@acme.example"
api_token = "canary-zendesk"
[headway]
pseudonym_key = "0123456789abcdef0123456789abcdef"
"""


@dataclass(repr=False)
class Recorded:
    """Everything recorded, by tool; and the tools that replay it."""

    jira: dict[str, Resource] = field(default_factory=recordings.jira)
    github: dict[str, Resource] = field(default_factory=recordings.github)
    zendesk: ZendeskRecordings = field(default_factory=zendesk)

    def resources(self) -> dict[str, Resource]:
        tools = {"jira": self.jira, "github": self.github, "zendesk": self.zendesk.resources}
        return {
            f"raw_{tool}.{name}": resource
            for tool, found in tools.items()
            for name, resource in found.items()
        }


@dataclass(frozen=True)
class RawRow:
    document: Document
    updated_at: datetime | None
    deleted_at: datetime | None


@dataclass(repr=False)
class Nights:
    """A workspace after its nights; `said` is what the console showed of each."""

    workspace: Path
    replay: Replay
    jira: JiraSite
    github: GitHubSite
    other_hosts: list[str]
    exit_codes: list[int] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    exported: list[dict[str, bytes]] = field(default_factory=list)

    def run(self) -> None:
        said = io.StringIO()
        console = Console(file=said, force_terminal=False, width=200)
        self.exit_codes.append(nightly.run(self.workspace, as_of=AS_OF, console=console))
        self.said.append(said.getvalue())
        folder = self.workspace / "exports" / str(AS_OF)
        self.exported.append({path.name: path.read_bytes() for path in folder.glob("*.*")})

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Ask the work file, in UTC."""
        path = self.workspace / "warehouse" / "work.duckdb"
        with duckdb.connect(path, read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            return connection.execute(query).fetchall()

    def raw(self, table: str) -> list[tuple[str, RawRow]]:
        found = self.rows(f"select id, payload, updated_at, deleted_at from {table} order by id")
        return [
            (key, RawRow(json.loads(payload), *map(in_utc, moments)))
            for key, payload, *moments in found
        ]

    def parquet(self, table: str) -> list[dict[str, Any]]:
        return pl.read_parquet(io.BytesIO(self.exported[-1][f"{table}.parquet"])).to_dicts()

    def csv(self, table: str) -> list[dict[str, str]]:
        text = self.exported[-1][f"{table}.csv"].decode("utf-8")
        return list(csv.DictReader(io.StringIO(text, newline="")))


def in_utc(at: datetime | None) -> datetime | None:
    return at and at.astimezone(UTC)


@contextmanager
def two_nights(recorded: Recorded, folder: Path) -> Iterator[Nights]:
    """Run the night twice in a new workspace, with the tools at hand until the end of the block."""
    with replaying() as replay, _this_machine_only() as other_hosts:
        agile = agile_fields(recorded.jira["issues"])
        jira = JiraSite(recorded.jira, made_up.told(agile["sprint"], agile["points"]))
        github = GitHubSite(recorded.github, f"{replay.site}/github")
        replay.tools = {"jira": jira, "github": github, "zendesk": ZendeskSite(recorded.zendesk)}
        _write_workspace(folder, replay.site, jira.projects, github.repositories)
        nights = Nights(folder, replay, jira, github, other_hosts)
        nights.run()
        if nights.exit_codes == [0]:
            # The data tests have passed once; the second night is for the tables.
            with pytest.MonkeyPatch.context() as patch:
                patch.setenv("DBT_EXCLUDE_RESOURCE_TYPES", "test unit_test")
                nights.run()
        yield nights


def _write_workspace(folder: Path, site: str, projects: list[str], names: list[str]) -> None:
    init_workspace(folder)
    (folder / ".dlt" / "config.toml").write_text(
        f"""
[sources.jira]
site = "{site}/jira"
projects = {json.dumps(projects)}
remote_links = true
[sources.github]
site = "{site}/github"
repositories = {json.dumps(names)}
[sources.zendesk]
site = "{site}/zendesk"
"""
    )
    (folder / ".dlt" / "secrets.toml").write_text(SECRETS)


@contextmanager
def _this_machine_only() -> Iterator[list[str]]:
    """Refuse every host but loopback, and note which was asked for."""
    refused: list[str] = []
    look_up = socket.getaddrinfo

    def look_up_loopback(host: Any, *arguments: Any, **options: Any) -> Any:
        if host not in ("127.0.0.1", "localhost"):
            refused.append(str(host))
            raise OSError(f"{host} is not this machine")
        return look_up(host, *arguments, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", look_up_loopback)
        yield refused
