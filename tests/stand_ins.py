"""A workspace, two tools and three models, small enough to see through, for tests of the night."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import dlt
import duckdb
import pytest
from rich.console import Console

from pipelines import nightly, pulls, report, transform
from pipelines.sources.documents import RawTable, read_state, to_utc
from pipelines.warehouse import Warehouse

AS_OF = "2026-03-02"

MODELS = {
    "fct_things.sql": """
        select id as thing_id, payload ->> 'title' as title, (payload ->> 'size')::bigint as size
        from raw_jira.issues
    """,
    "meta_runs.sql": "select *, as_of as as_of_on from raw_headway.runs",
    "meta_sources.sql": "select * from raw_headway.pulls",
    "schema.yml": """
        models:
          - name: fct_things
            description: One row per thing; it's quoted.
            config: {materialized: table, contract: {enforced: true}}
            columns:
              - {name: thing_id, data_type: text, description: The tool's id., constraints: [
                  {type: not_null}, {type: primary_key}]}
              - {name: title, data_type: text}
              - {name: size, data_type: bigint, data_tests: [not_null]}
          - {name: meta_runs, config: {materialized: table}}
          - {name: meta_sources, config: {materialized: table}}
    """,
}
# What the text model learns from between the two parts of a build: here, of nothing.
LEARNED_FROM = {
    "int_text_model_settings__read": "select 500 as min_examples, 2 as min_items_per_term",
    "int_text_examples__parted": """
        select null::text as work_item_id, null::text as label, null::text as work_class,
        null::text as work_category, null::text as objective_id, null::text as example_part,
        null::timestamptz as created_at
        limit 0
    """,
    "int_text_terms__counted": "select work_item_id, null::text as term, 1 as n "
    "from {{ ref('int_text_examples__parted') }}",
}
PROJECT = """
name: stand_in
profile: headway
model-paths: [models]
flags: {send_anonymous_usage_stats: false}
models:
  +persist_docs: {relation: true, columns: true}
  stand_in: {learned_from: {+schema: intermediate, +materialized: table}}
"""
SCHEMA_NAME = """
{% macro generate_schema_name(name, node) %}{{ name or target.schema }}{% endmacro %}
"""
PROFILE = """
headway:
  target: duckdb
  outputs:
    duckdb: {type: duckdb, path: "{{ env_var('HEADWAY_WORK_DATABASE') }}", schema: main}
"""
CONFIG = """
[sources.jira]
site = "http://127.0.0.1:9"
[sources.github]
site = "http://127.0.0.1:9"
repositories = ["acme/pay"]
"""
SECRETS = """
[sources.jira]
email = "headway@acme.example"
api_token = "canary-jira-token"
[sources.github]
access_token = "canary-github-token"
[headway]
pseudonym_key = "canary-pseudonym-key-0123456789abcdef"
"""
OBJECTIVES = """\
objective_id,parent_objective_id,name,owner,starts_on,ends_on,planned_share
grow,,Grow,someone,2026-01-01,2026-12-31,0.5
"""
RULES = """\
rule_id,priority,item_type,work_class,work_category,objective_id,rationale
r1,1,Bug,operational,defect,,Bugs keep the lights on
"""


def thing(number: int, title: str, size: Any = 1) -> dict[str, Any]:
    """Give one document of the stand-in tool."""
    return {"id": number, "title": title, "size": size, "updated": "2026-03-01T10:00:00Z"}


@dataclass
class Tool:
    """A tool whose documents and faults a test sets; it keeps the cursor each pull began with."""

    documents: list[dict[str, Any]] = field(default_factory=list)
    fault: Exception | None = None
    cursors: list[str | None] = field(default_factory=list)
    n_requests: int = 0

    def module(self, name: str) -> ModuleType:
        """Give the tool as a source module."""
        issues = RawTable("issues", updated_at_of=lambda document: to_utc(document["updated"]))
        empty = RawTable("empty")

        def read() -> Iterator[list[dict[str, Any]]]:
            state = read_state()
            self.cursors.append(state.get("all"))
            self.n_requests += 1
            yield self.documents
            if self.fault:
                raise self.fault
            state["all"] = "2026-03-01T10:00:00+00:00"

        @dlt.source(name=name, max_table_nesting=0)
        def source(api: Any, settings: Any, piece: Any) -> Any:
            return [issues.resource(read), empty.resource(lambda: iter(()))]

        module = ModuleType(name)
        module.TABLES = (issues, empty)  # type: ignore[attr-defined]
        module.connect = lambda settings, max_connections: self  # type: ignore[attr-defined]
        module.source = source  # type: ignore[attr-defined]
        return module


@dataclass
class Place:
    """A workspace on disk and the two tools it is connected to."""

    workspace: Path
    models: Path
    jira: Tool
    github: Tool

    def warehouse(self, name: str = "headway.duckdb") -> Path:
        """Give the path of a file of the warehouse."""
        return self.workspace / "warehouse" / name


def write_workspace(folder: Path) -> Path:
    """Write a workspace's configuration and strategy."""
    (folder / ".dlt").mkdir(parents=True)
    (folder / ".dlt" / "config.toml").write_text(CONFIG)
    (folder / ".dlt" / "secrets.toml").write_text(SECRETS)
    (folder / ".dlt" / "secrets.toml").chmod(0o600)
    (folder / "strategy").mkdir()
    (folder / "strategy" / "objectives.csv").write_text(OBJECTIVES)
    (folder / "strategy" / "classification_rules.csv").write_text(RULES)
    return folder


def write_project(folder: Path) -> Path:
    """Write the stand-in dbt project; give its models folder."""
    (folder / "models").mkdir(parents=True)
    (folder / "dbt_project.yml").write_text(PROJECT)
    (folder / "profiles.yml").write_text(PROFILE)
    for name, content in MODELS.items():
        (folder / "models" / name).write_text(content)
    (folder / "models" / "learned_from").mkdir()
    for name, content in LEARNED_FROM.items():
        (folder / "models" / "learned_from" / f"{name}.sql").write_text(content)
    (folder / "macros").mkdir()
    (folder / "macros" / "generate_schema_name.sql").write_text(SCHEMA_NAME)
    return folder / "models"


def build_without_dbt(models: Path) -> Callable[..., None]:
    """Give a builder of the same models, for tests that would only wait for dbt to start."""

    def build(warehouse: Warehouse, settings: Any, as_of: Any, step: Any) -> None:
        with warehouse.connect_work() as connection:
            for model in models.glob("*.sql"):
                connection.execute(f"create or replace table {model.stem} as {model.read_text()}")

    return build


def stand_in(folder: Path, monkeypatch: pytest.MonkeyPatch, *, with_dbt: bool = False) -> Place:
    """Put the stand-ins where the night looks for its tools and models."""
    jira, github = Tool([thing(1, "one"), thing(2, "two")]), Tool([thing(7, "seven")])
    sources = {"jira": jira.module("jira"), "github": github.module("github")}
    monkeypatch.setattr(pulls, "LISTINGS", {})
    monkeypatch.setattr(nightly, "SOURCES", sources)
    # The page is written from tables that the stand-in project does not have.
    monkeypatch.setattr(report, "report", lambda published, folder, as_of: folder / f"{as_of}.html")
    models = write_project(folder / "project")
    monkeypatch.setattr(transform, "project_folder", lambda: folder / "project")
    if not with_dbt:
        monkeypatch.setattr(transform, "build", build_without_dbt(models))
    return Place(write_workspace(folder / "workspace"), models, jira, github)


def night(place: Place, **options: Any) -> tuple[int, str]:
    """Run a night; give its exit code and what it said without a terminal."""
    said = io.StringIO()
    console = Console(file=said, force_terminal=False, width=80)
    options = {"as_of": date.fromisoformat(AS_OF)} | options
    return nightly.run(place.workspace, console=console, **options), said.getvalue()


def published(place: Place, query: str = "select title from fct_things order by all") -> list[Any]:
    """Ask the published file."""
    with duckdb.connect(place.warehouse(), read_only=True) as connection:
        return connection.execute(query).fetchall()
