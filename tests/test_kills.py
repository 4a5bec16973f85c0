"""Nights killed at any moment: nothing half is ever seen, and the next whole night ends the same.

HEADWAY_KILLS sets how many kills; they are spread evenly over the length of a night, at moments
drawn within each part.
"""

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import polars as pl
import pytest

from pipelines.warehouse import Warehouse

pytestmark = pytest.mark.resilience
HEADWAY = str(Path(sys.executable).with_name("headway"))
KILLS, SEED, SCALE = int(os.environ.get("HEADWAY_KILLS", "8")), 7, "0.02"
ORPHANS_END_WITHIN_SECONDS = 180


def demo(workspace: Path) -> "subprocess.Popen[bytes]":
    command = [HEADWAY, "demo", "--workspace", str(workspace), "--scale", SCALE]
    return subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)


def whole_night(workspace: Path) -> float:
    began = time.monotonic()
    process = demo(workspace)
    _, told = process.communicate(timeout=600)
    assert process.returncode == 0, told.decode()
    return time.monotonic() - began


def exported(warehouse: Warehouse) -> dict[str, pl.DataFrame]:
    """Give what the last whole night exported, but for which run said it."""
    files = (warehouse.exports / "latest").glob("*.parquet")
    return {
        file.stem: pl.read_parquet(file).drop("run_id", strict=False)
        for file in files
        if not file.stem.startswith("meta_")
    }


def assert_nothing_is_half(warehouse: Warehouse) -> None:
    """Open the publication and hold the exports against their manifest, where there are any."""
    if warehouse.published.exists():
        with duckdb.connect(warehouse.published, read_only=True) as connection:
            [(n_items,)] = connection.execute("select count(*) from fct_work_items").fetchall()
        assert n_items > 0
    latest = warehouse.exports / "latest"
    if latest.exists():
        manifest = json.loads((latest / "manifest.json").read_text())
        for table in manifest["tables"]:
            assert pl.read_parquet(latest / f"{table['table']}.parquet").height == table["rows"]


def test_a_kill_at_any_moment_leaves_what_an_undisturbed_night_would(tmp_path: Path) -> None:
    warehouse = Warehouse(tmp_path / "demo")
    seconds = whole_night(warehouse.workspace)
    undisturbed = exported(warehouse)
    for folder in (warehouse.folder, warehouse.exports, warehouse.reports):
        shutil.rmtree(folder)

    luck = random.Random(SEED)
    for number in range(KILLS):
        moment = seconds * (number + luck.random()) / KILLS
        process = demo(warehouse.workspace)
        try:
            process.wait(timeout=moment)
        except subprocess.TimeoutExpired:
            process.send_signal(signal.SIGKILL)
            process.wait()
        # A build that outlives its run keeps the workspace until it ends.
        deadline = time.monotonic() + ORPHANS_END_WITHIN_SECONDS
        while warehouse.is_locked() and time.monotonic() < deadline:
            time.sleep(0.2)
        assert_nothing_is_half(warehouse)

    whole_night(warehouse.workspace)
    again = exported(warehouse)
    assert set(again) == set(undisturbed)
    assert [name for name in again if not again[name].equals(undisturbed[name])] == []
