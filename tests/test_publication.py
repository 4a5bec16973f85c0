"""The publication: whole or not there, readable by older clients, its readers never disturbed."""

import subprocess
import sys
import textwrap
from pathlib import Path

import duckdb
import pytest
from stand_ins import write_workspace

from pipelines.errors import HeadwayError
from pipelines.warehouse import Warehouse

"""The warehouse: one writer, readers never disturbed, a publication that is whole or not there."""


MARTS = """
create or replace table fct_things (
    thing_id varchar not null, seen_on date not null, n bigint, names varchar[],
    primary key (thing_id, seen_on)
);
comment on table fct_things is 'One row per thing and day; it''s "quoted".';
comment on column fct_things.n is 'How many.';
create or replace table meta_runs as select 'run-1' as run_id, date '2026-03-02' as as_of_on,
    timestamptz '2026-03-02 02:00:00+00' as started_at;
create schema if not exists staging;
create or replace table staging.secret_payloads as select 'body' as payload;
"""


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    warehouse = Warehouse(write_workspace(tmp_path / "workspace"))
    with warehouse.lock():
        build(warehouse, rows=3)
    return warehouse


def build(warehouse: Warehouse, rows: int) -> None:
    """Write marts whose rows stand in the wrong order."""
    with warehouse.connect_work() as connection:
        connection.execute(MARTS)
        connection.execute(
            "insert into fct_things select 'thing ' || i, date '2026-03-01', i, ['a', null] "
            "from range(?, 0, -1) as numbers (i)",
            [rows],
        )


def count(path: Path) -> int:
    with duckdb.connect(path, read_only=True) as connection:
        [(rows,)] = connection.execute("select count(*) from fct_things").fetchall()
    return int(rows)


def test_a_publication_keeps_keys_comments_and_order(warehouse: Warehouse) -> None:
    assert warehouse.publish("run-1") == 4

    with duckdb.connect(warehouse.published, read_only=True) as connection:
        definition = "select sql, comment from duckdb_tables() where table_name = 'fct_things'"
        [(sql, comment)] = connection.execute(definition).fetchall()
        assert "PRIMARY KEY(thing_id, seen_on)" in sql
        assert comment == 'One row per thing and day; it\'s "quoted".'
        commented = "select comment from duckdb_columns() where column_name = 'n'"
        assert connection.execute(commented).fetchall() == [("How many.",)]
        stored = connection.execute("select n, names from fct_things").fetchall()
        assert stored == [(1, ["a", None]), (2, ["a", None]), (3, ["a", None])]


def test_payloads_and_staging_are_not_published(warehouse: Warehouse) -> None:
    warehouse.publish("run-1")

    assert b"secret_payloads" not in warehouse.published.read_bytes()
    with duckdb.connect(warehouse.published, read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables()").fetchall()
    assert sorted(tables) == [("fct_things",), ("meta_runs",)]


def test_clients_of_the_last_major_version_can_open_a_publication(warehouse: Warehouse) -> None:
    """A file's header names its storage version: DuckDB 1.4 reads up to 67, and 2.0's is above."""
    warehouse.publish("run-1")

    header = warehouse.published.read_bytes()[:4096]
    assert header[8:12] == b"DUCK"
    assert int.from_bytes(header[12:20], "little") <= 67
    assert int.from_bytes(warehouse.work.read_bytes()[12:20], "little") > 67


def test_a_reader_keeps_its_publication_while_the_next_is_put_in_place(
    warehouse: Warehouse,
) -> None:
    warehouse.publish("run-1")
    before = warehouse.published.read_bytes()
    with (
        duckdb.connect(warehouse.published, read_only=True) as reader,
        warehouse.published.open("rb") as opened,
    ):
        build(warehouse, rows=5)
        warehouse.publish("run-2")

        assert reader.execute("select count(*) from fct_things").fetchall() == [(3,)]
        assert opened.read() == before, "the open file was written to: a reader would see a tear"
    assert count(warehouse.published) == 5
    left = {path.name for path in warehouse.folder.iterdir()}
    assert left == {".lock", "headway.duckdb", "work.duckdb"}, "no write-ahead log, no half file"


def test_a_full_disk_leaves_the_last_publication_whole(warehouse: Warehouse) -> None:
    warehouse.publish("run-1")
    before = warehouse.published.read_bytes()
    build(warehouse, rows=200_000)
    no_room_after = 1 << 20
    script = f"""
        import resource
        from pathlib import Path
        from pipelines.errors import HeadwayError
        from pipelines.warehouse import Warehouse

        resource.setrlimit(resource.RLIMIT_FSIZE, ({no_room_after}, {no_room_after}))
        try:
            Warehouse(Path({str(warehouse.workspace)!r})).publish("run-2")
        except HeadwayError as error:
            print(error, error.remedy, sep="|")
    """
    told = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(script)], capture_output=True, text=True, check=True
    )

    sentence, remedy = told.stdout.strip().split("|")
    assert "the last publication stands" in sentence
    assert remedy.startswith("df -h")
    assert warehouse.published.read_bytes() == before
    assert not list(warehouse.folder.glob(".headway.duckdb*"))


def test_an_unfinished_publication_of_a_killed_run_is_cleared(warehouse: Warehouse) -> None:
    (warehouse.folder / ".headway.duckdb.killed-run").write_text("half a file")
    (warehouse.folder / ".headway.duckdb.killed-run.wal").write_text("half a log")

    warehouse.publish("run-1")

    assert count(warehouse.published) == 3
    assert not list(warehouse.folder.glob(".headway.duckdb*"))


def test_an_empty_build_does_not_replace_a_publication(warehouse: Warehouse) -> None:
    warehouse.publish("run-1")
    with warehouse.connect_work() as connection:
        connection.execute("drop table fct_things; drop table meta_runs")

    with pytest.raises(HeadwayError, match="no table to publish"):
        warehouse.publish("run-2")
    assert count(warehouse.published) == 3
