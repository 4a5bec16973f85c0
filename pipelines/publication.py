"""How the marts of the work file become the published file, whole or not at all.

The new file is written beside the last, in a storage format that older DuckDB clients read, then
flushed and renamed over it. Whoever has the last publication open keeps reading it; whoever opens
the path gets one or the other.
"""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import duckdb

from pipelines.errors import HeadwayError

STORAGE_VERSION = "v1.4.0"
"""DuckDB 2.0's own format is unreadable by clients before it; this one is read since 1.4."""
GROUP_READS_FILE = 0o640
GROUP_READS_FOLDER = 0o750
NOTHING_ELSE = (
    "set global TimeZone = 'UTC'",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set allow_community_extensions = false",
    "set enable_external_access = false",
    "set lock_configuration = true",
)
"""No other file, address, database or extension, and no way to undo that."""
IS_LOCKED = "select current_setting('lock_configuration')"


def publish(work: Path, published: Path, run_id: str) -> int:
    """Replace the published file by the tables of the work file's schema `main`.

    Args:
        work: the work file, which nobody has open.
        published: the path analysts open; its last content stands if anything here fails.
        run_id: tells this run's unfinished file from another's.

    Returns:
        The number of rows published.

    Raises:
        HeadwayError: nothing to publish, or no room to write it.
    """
    remove_unfinished(published)
    unfinished = published.with_name(f".{published.name}.{run_id}")
    try:
        rows = _copy_tables(work, unfinished)
        put_in_place(unfinished, published)
    except (duckdb.Error, OSError) as fault:
        raise HeadwayError(
            f"The new publication could not be written to {published.parent} "
            f"({first_line(fault)}); the last publication stands.",
            f"df -h {published.parent}",
        ) from fault
    finally:
        remove_unfinished(published)
    return rows


def put_in_place(unfinished: Path, published: Path) -> None:
    """Let a finished file be the publication; readers get the last one or this one, whole."""
    unfinished.chmod(GROUP_READS_FILE)
    flush(unfinished)
    # Of whoever wrote to the last one: beside another file it would make that unreadable.
    write_ahead_log(published).unlink(missing_ok=True)
    unfinished.replace(published)
    flush(published.parent)


def write_ahead_log(database: Path) -> Path:
    """Give where DuckDB keeps what is not in a database's file yet."""
    return database.with_name(f"{database.name}.wal")


def remove_unfinished(published: Path) -> None:
    """Remove what a run that was killed while publishing left behind."""
    for leftover in published.parent.glob(f".{published.name}.*"):
        leftover.unlink()


def _copy_tables(work: Path, unfinished: Path) -> int:
    with in_utc(":memory:") as connection:
        connection.execute(f"attach {as_literal(work)} as work (read_only)")
        connection.execute(
            f"attach {as_literal(unfinished)} as published (storage_version '{STORAGE_VERSION}')"
        )
        connection.execute("use published")
        tables = connection.execute(
            "select table_name, sql, comment from duckdb_tables() "
            "where database_name = 'work' and schema_name = 'main' order by table_name"
        ).fetchall()
        if not tables:
            raise HeadwayError(
                f"{work} holds no table to publish; the last publication stands.",
                "headway nightly --no-pull",
            )
        rows = sum(_copy_table(connection, *table) for table in tables)
        connection.execute("checkpoint published")
        connection.execute("use memory")
        connection.execute("detach published")
    return rows


def _copy_table(
    connection: duckdb.DuckDBPyConnection, table: str, definition: str, comment: str | None
) -> int:
    """Copy one table with its constraints and comments, its rows in the order of its key."""
    connection.execute(definition)
    [(rows,)] = connection.execute(
        f"insert into {_name(table)} select * from work.main.{_name(table)} "  # noqa: S608
        f"order by {order_of(connection, table, database='work')}"
    ).fetchall()
    if comment:
        connection.execute(f"comment on table {_name(table)} is {as_literal(comment)}")
    described = connection.execute(
        "select column_name, comment from duckdb_columns() where database_name = 'work' "
        "and schema_name = 'main' and table_name = ? and comment is not null",
        [table],
    ).fetchall()
    for column, words in described:
        connection.execute(
            f"comment on column {_name(table)}.{_name(column)} is {as_literal(words)}"
        )
    return int(rows)


def order_of(connection: duckdb.DuckDBPyConnection, table: str, database: str) -> str:
    """Give the `order by` that has rows stand the same every night: the key, else all columns."""
    keys = connection.execute(
        "select constraint_column_names from duckdb_constraints() where database_name = ? "
        "and schema_name = 'main' and table_name = ? and constraint_type = 'PRIMARY KEY'",
        [database, table],
    ).fetchall()
    return ", ".join(_name(column) for column in keys[0][0]) if keys else "all"


@contextmanager
def in_utc(database: Path | str, *, read_only: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database with its session in UTC: moments are read and written as what they are.

    Who only reads can reach nothing else: what is published was written by strangers.
    """
    with closing(duckdb.connect(database, read_only=read_only)) as connection:
        if not read_only:
            connection.execute("set TimeZone = 'UTC'")
        # Connections of one process to one file share its settings: the first has locked them.
        elif not connection.execute(IS_LOCKED).fetchall()[0][0]:
            for setting in NOTHING_ELSE:
                connection.execute(setting)
        yield connection


def flush(path: Path) -> None:
    """Have the operating system write a file or folder to disk now."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _name(identifier: str) -> str:
    return '"' + identifier.replace('"', '""') + '"'


def as_literal(value: Path | str) -> str:
    """Give a text as a SQL literal."""
    return "'" + str(value).replace("'", "''") + "'"


def first_line(fault: BaseException) -> str:
    """Give the first line of a library's words, which is the sentence."""
    return (str(fault).splitlines() or [type(fault).__name__])[0]


def named_rows(result: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    """Give what was asked for, row by row, by column name."""
    names = [column[0] for column in result.description or []]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
