"""The demonstration: an example organisation's tools served on loopback, and a night on them."""

import json
import os
import tomllib
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from rich.console import Console

from pipelines import nightly
from pipelines.answer import show_answer
from pipelines.errors import ConfigurationError
from pipelines.example.background import ServedElsewhere, serve_in_background
from pipelines.example.organisation import ENDS_ON, build_organisation, write_strategy
from pipelines.progress import Progress
from pipelines.warehouse import Warehouse

SEED = 7
PSEUDONYM_KEY = "the-example-organisation-has-no-secrets-to-keep"
"""Fixed, so that everybody's demonstration shows the same people under the same pseudonyms."""


def demonstrate(workspace: Path, *, scale: float, console: Console) -> int:
    """Run a night on the example organisation in a workspace of its own; give its exit code.

    A second demonstration in the same workspace pulls only what the overlap asks for again, and
    keeps whatever was changed in its strategy folder.
    """
    warehouse = Warehouse(workspace)
    with ExitStack() as while_served:
        with Progress(console).step("serve the tools") as step:
            step.now("building the example organisation")
            sites = _sites_so_far(warehouse, scale)
            repositories = sites.get("github", {}).get("repositories", [])
            ports = {tool: urlsplit(site["site"]).port or 0 for tool, site in sites.items()}
            with ThreadPoolExecutor(1) as pool:
                building = (
                    pool.submit(build_organisation, SEED, scale) if not repositories else None
                )
                served = while_served.enter_context(serve_in_background(SEED, scale, ports))
            if building:
                organisation = building.result()
                write_strategy(warehouse.strategy, organisation)
                known = organisation.documents["github"]["repositories"].values()
                repositories = sorted(repository["full_name"] for repository in known)
            _connect(warehouse, served, repositories, scale)
            step.note = "on 127.0.0.1, until the night is over"
        code = nightly.run(workspace, as_of=ENDS_ON, console=console)
    if warehouse.published.exists():
        show_answer(warehouse.published, console)
        console.print(_whereabouts(warehouse), markup=False, highlight=False, soft_wrap=True)
    return code


def _first_line(scale: float) -> str:
    return (
        f"# The example organisation at scale {scale}: its tools answer while `headway demo` runs."
    )


def _sites_so_far(warehouse: Warehouse, scale: float) -> dict[str, Any]:
    """Give the tools' sections that an earlier demonstration wrote; none in a new workspace."""
    if not warehouse.configuration.exists():
        return {}
    text = warehouse.configuration.read_text()
    if not text.startswith(_first_line(scale)):
        raise ConfigurationError(
            f"{warehouse.workspace} is the workspace of something else, so nothing was touched.",
            "headway demo --workspace another-folder",
        )
    sites: dict[str, Any] = tomllib.loads(text)["sources"]
    return sites


def _connect(
    warehouse: Warehouse, served: ServedElsewhere, repositories: list[str], scale: float
) -> None:
    """Write where the tools are served this time, and their credentials."""
    sites: dict[str, dict[str, Any]] = {tool: {"site": url} for tool, url in served.urls.items()}
    sites["github"]["repositories"] = repositories
    config = _sections({f"sources.{tool}": values for tool, values in sites.items()})
    secrets = _sections(
        {f"sources.{tool}": values for tool, values in served.credentials.items()}
        | {"headway": {"pseudonym_key": PSEUDONYM_KEY}}
    )
    warehouse.configuration.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(
        warehouse.configuration, f"{_first_line(scale)}\n{config}\n[headway]\nas_of = {ENDS_ON}\n"
    )
    _write(warehouse.configuration.with_name("secrets.toml"), secrets)


def _sections(tables: dict[str, dict[str, Any]]) -> str:
    """Give tables of texts and lists of texts as TOML, which writes both as JSON does."""
    return "".join(
        f"[{name}]\n" + "".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items())
        for name, table in tables.items()
    )


def _write(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)


def _whereabouts(warehouse: Warehouse) -> str:
    here = Path.cwd()

    def shown(path: Path) -> str:
        return str(path.relative_to(here) if path.is_relative_to(here) else path)

    published, workspace = shown(warehouse.published), shown(warehouse.workspace)
    query = "from metrics_alignment_by_team_week order by week_on desc limit 10"
    open_it = f"duckdb.connect('{published}', read_only=True)"
    lines = {
        "Published": published,
        "Exports": shown(warehouse.exports / "latest"),
        "Report": shown(max(warehouse.reports.glob("*.html"), default=warehouse.reports)),
        "Ledger": f"{shown(warehouse.ledger)}, shown by: headway runs --workspace {workspace}",
        "Ask it": f"python -c \"import duckdb; {open_it}.sql('{query}').show()\"",
    }
    return "\n" + "\n".join(f"{name:<11}{line}" for name, line in lines.items())
