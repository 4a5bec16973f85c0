"""The warehouse and its ledger: one writer at a time, and nothing half loaded."""

import subprocess
import sys
from pathlib import Path

import duckdb
import polars as pl
import pytest
from stand_ins import write_workspace

from pipelines.errors import ConfigurationError, LockedError
from pipelines.ledger import Ledger
from pipelines.sources.documents import RawTable
from pipelines.warehouse import Warehouse


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    warehouse = Warehouse(write_workspace(tmp_path / "workspace"))
    warehouse.folder.mkdir()
    return warehouse


def test_two_writers_never_hold_the_workspace_together(warehouse: Warehouse) -> None:
    other = Warehouse(warehouse.workspace)
    with warehouse.lock():
        assert other.is_locked()
        with (
            pytest.raises(LockedError, match=r"process \d+ holds it since 20") as refused,
            other.lock(),
        ):
            pass
        assert refused.value.exit_code == 4
    assert not other.is_locked()
    with other.lock():
        pass


def test_a_build_that_outlives_its_run_still_keeps_the_next_run_away(warehouse: Warehouse) -> None:
    with warehouse.lock():
        descriptor = warehouse.lock_descriptor
        assert descriptor is not None
        orphan = subprocess.Popen(
            [sys.executable, "-c", "input()"], stdin=subprocess.PIPE, pass_fds=[descriptor]
        )
    try:
        with pytest.raises(LockedError), warehouse.lock():
            pass
    finally:
        orphan.communicate(b"\n")
    with warehouse.lock():
        pass


def test_a_mistyped_workspace_is_not_littered(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError), Warehouse(tmp_path).lock():
        pass
    assert list(tmp_path.iterdir()) == []


def test_a_strategy_file_that_cannot_be_loaded_leaves_the_others_as_they_were(
    warehouse: Warehouse,
) -> None:
    warehouse.load_strategy({"objectives": pl.DataFrame({"objective_id": ["old"]})})

    with pytest.raises(duckdb.Error):
        warehouse.load_strategy(
            {
                "objectives": pl.DataFrame({"objective_id": ["new"]}),
                'no "such" name': pl.DataFrame(),
            }
        )
    with warehouse.connect_work() as connection:
        kept = connection.execute("select objective_id from raw_strategy.objectives").fetchall()
    assert kept == [("old",)]


def test_raw_tables_of_a_tool_that_is_off_exist_and_those_of_others_keep_their_rows(
    warehouse: Warehouse,
) -> None:
    class Source:
        TABLES = (RawTable("tickets"), RawTable("users"))

    assert not warehouse.has_raw_rows()
    warehouse.ensure_raw_tables({"zendesk": Source})
    assert not warehouse.has_raw_rows()
    with warehouse.connect_work() as connection:
        connection.execute("insert into raw_zendesk.tickets (id) values ('1')")
    warehouse.ensure_raw_tables({"zendesk": Source})
    assert warehouse.has_raw_rows()


def test_a_ledger_line_torn_by_a_power_cut_loses_that_line_only(tmp_path: Path) -> None:
    ledger = Ledger(tmp_path / "runs.jsonl")
    ledger.run_started("first", "0.1.0")
    with ledger.path.open("a") as file:
        file.write('{"record": "run", "run_id": "first", "outc')

    ledger.run_ended("first", "published", 0, None)

    assert ledger.runs().select("run_id", "outcome", "exit_code").rows() == [
        ("first", "published", 0)
    ]
