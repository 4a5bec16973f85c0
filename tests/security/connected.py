"""A workspace connected to the example organisation's four tools, with canaries for credentials."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from leftovers import forms_of
from rich.console import Console

from pipelines import nightly, report, transform
from pipelines.example.organisation import build_organisation, write_strategy
from pipelines.example.server import Served, serve
from pipelines.warehouse import Warehouse

CANARIES = {
    "jira": {"email": "headway@acme.example", "api_token": "canary-jira-Zx81kQ"},
    "github": {"access_token": "canary-github-9fKw2L"},
    "zendesk": {"email": "headway@acme.example", "api_token": "canary-zendesk-T5mm0v"},
    "freshdesk": {"api_key": "canary-freshdesk-pL77ae"},
}
KEY = "canary-pseudonym-key-5d1f8c2b"
NOTIFIED = "canary-webhook-Hq3s"
NEEDLES = [
    *forms_of("headway@acme.example", CANARIES["jira"]["api_token"]),
    *forms_of("x", CANARIES["github"]["access_token"]),
    *forms_of("headway@acme.example/token", CANARIES["zendesk"]["api_token"]),
    CANARIES["freshdesk"]["api_key"],
    *forms_of("", CANARIES["freshdesk"]["api_key"]),
    *(KEY, NOTIFIED),
]


@dataclass
class Connected:
    workspace: Path
    served: Served

    @property
    def warehouse(self) -> Warehouse:
        return Warehouse(self.workspace)

    def night(self, **options: Any) -> tuple[int, str]:
        """Run a night; give its exit code and what it showed."""
        shown = StringIO()
        console = Console(file=shown, force_terminal=False, width=100)
        options = {"as_of": date(2026, 9, 28)} | options
        return nightly.run(self.workspace, console=console, **options), shown.getvalue()


@contextmanager
def connected(folder: Path) -> Iterator[Connected]:
    """Serve a small organisation that wants the canaries, and write the workspace that has them."""
    organisation = build_organisation(7, 0.02)
    with serve(organisation.documents) as served:
        for tool, credentials in CANARIES.items():
            served.credentials[tool].update(credentials)
        write_strategy(folder / "strategy", organisation)
        sites: dict[str, dict[str, Any]] = {t: {"site": url} for t, url in served.urls.items()}
        known = organisation.documents["github"]["repositories"].values()
        sites["github"]["repositories"] = sorted(one["full_name"] for one in known)
        address = f"json://127.0.0.1:9/{NOTIFIED}"
        own = {"pseudonym_key": KEY, "notification_urls": [address]}
        _write(folder / ".dlt/config.toml", sites, {})
        _write(folder / ".dlt/secrets.toml", CANARIES, own)
        yield Connected(folder, served)


def _write(path: Path, tools: dict[str, dict[str, Any]], own: dict[str, Any]) -> None:
    sections = {f"sources.{tool}": values for tool, values in tools.items()} | {"headway": own}
    path.parent.mkdir(exist_ok=True, mode=0o700)
    path.touch(mode=0o600)
    path.write_text(
        "".join(
            f"[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in one.items())
            for name, one in sections.items()
        )
    )


def without_models(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the night publish what was pulled and the run's own records, instead of the models."""

    def build(warehouse: Warehouse, settings: Any, as_of: Any, step: Any) -> None:
        tables = {"fct_tickets": "from raw_zendesk.tickets", "meta_runs": "from raw_headway.runs"}
        tables["meta_sources"] = "from raw_headway.pulls"
        with warehouse.connect_work() as connection:
            for name, query in tables.items():
                connection.execute(f"create or replace table {name} as {query}")

    monkeypatch.setattr(transform, "build", build)
    monkeypatch.setattr(report, "report", lambda published, folder, as_of: folder / "none")
