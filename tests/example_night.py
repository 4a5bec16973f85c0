"""One whole demonstration, run once, and what the tests ask of it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines.example.organisation import Organisation, build_organisation
from pipelines.transform import project_folder
from pipelines.warehouse import Warehouse

HEADWAY = str(Path(sys.executable).with_name("headway"))


@dataclass(frozen=True)
class ExampleNight:
    """A finished demonstration: what it printed, its workspace, and the truth behind it."""

    printed: str
    warehouse: Warehouse
    organisation: Organisation

    def ask(self, query: str) -> pl.DataFrame:
        """Ask the published file, as an analyst would; `truth` is the planted truth."""
        with duckdb.connect(str(self.warehouse.published), read_only=True) as connection:
            connection.execute("set TimeZone = 'UTC'")
            connection.register("truth", self.truth().to_arrow())
            return connection.sql(query).pl()

    def truth(self) -> pl.DataFrame:
        return pl.DataFrame([vars(truth) for truth in self.organisation.truth])

    def exports(self) -> dict[str, bytes]:
        """Give the exported Parquet files' bytes, run metadata aside."""
        folder = self.warehouse.exports / "latest"
        files = folder.glob("*.parquet")
        return {file.name: file.read_bytes() for file in files if not file.name.startswith("meta_")}

    def pulls(self) -> dict[str, dict[str, Any]]:
        """Give the ledger's records of the last run's pulls, by tool."""
        records = [json.loads(line) for line in self.warehouse.ledger.read_text().splitlines()]
        run_id = records[-1]["run_id"]
        return {
            record["source_system"]: record
            for record in records
            if record["run_id"] == run_id and record["record"] == "pull"
        }


def demonstrate(workspace: Path) -> str:
    """Run `headway demo` as a user would, and give what it printed."""
    done = subprocess.run(
        [HEADWAY, "demo", "--workspace", str(workspace)],
        capture_output=True,
        text=True,
        env=os.environ | {"COLUMNS": "100"},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def night_at(workspace: Path) -> ExampleNight:
    """Run a demonstration into a workspace."""
    return ExampleNight(demonstrate(workspace), Warehouse(workspace), build_organisation())


def dbt(warehouse: Warehouse, *words: str) -> subprocess.CompletedProcess[str]:
    """Run dbt on the work file of a demonstration."""
    project = str(project_folder())
    return subprocess.run(
        [
            *(sys.executable, "-m", "dbt.cli.main", "--no-use-colors", *words),
            *("--project-dir", project, "--profiles-dir", project),
            *("--target-path", str(warehouse.dbt_target), "--log-path", str(warehouse.logs)),
            *("--vars", '{"as_of": "2026-09-28"}'),
        ],
        capture_output=True,
        text=True,
        env=os.environ
        | {
            "DBT_SEND_ANONYMOUS_USAGE_STATS": "0",
            "HEADWAY_WORK_DATABASE": str(warehouse.work),
            "HEADWAY_PSEUDONYM_KEY": "tests",
        },
    )


def analyses(night: ExampleNight) -> list[Path]:
    """Compile the leadership questions, which dbt builds but never runs."""
    done = dbt(night.warehouse, "compile", "--select", "resource_type:analysis")
    assert done.returncode == 0, done.stdout
    return sorted((night.warehouse.dbt_target / "compiled").rglob("analyses/*.sql"))
