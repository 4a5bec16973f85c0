"""What was said on earlier nights, taken from the last publication before the next is built.

What was published is what was said, no more and no less: so the publication itself is the memory.
Each night begins by copying its history tables into the work file (schema `history`); the models
lengthen them by one night; the next publication carries them on. A night that fails, or is killed
at any point, has therefore said nothing, and a lost work file loses no history. Where there is no
publication, or one that remembers fewer nights, the work file's copy of earlier nights stands.
"""

from pathlib import Path

import duckdb

from pipelines.errors import HeadwayError, is_full_disk
from pipelines.publication import first_line, in_utc
from pipelines.publication_reading import in_the_way

TABLES = {
    "meta_nights": "as_of_on date, run_id varchar, strategy_version varchar, "
    "headway_version varchar",
    "fct_classification_history": "work_item_id varchar, objective_id varchar, rule_id varchar, "
    "run_id varchar, strategy_version varchar, item_fingerprint varchar, work_class varchar, "
    "work_category varchar, classification_method varchar, change_reason varchar, "
    "is_deleted boolean, said_from date, said_to date",
    "metrics_as_published": "metric_name varchar, team_id varchar, week_on date, "
    "published_as_of date, published_value double, published_numerator double, "
    "published_denominator double",
}
"""What is remembered of each published history table; nights come first, they are counted."""


def recall(work: Path, published: Path) -> None:
    """Fill the work file's `history` from the last publication.

    Args:
        work: the work file, which nobody has open.
        published: the last publication, if there is one.

    Raises:
        HeadwayError: there is a publication, and it cannot be read.
    """
    with in_utc(work) as connection:
        connection.execute("create schema if not exists history")
        for table, columns in TABLES.items():
            connection.execute(f"create table if not exists history.{table} ({columns})")
        if not published.exists():
            return
        try:
            connection.execute(f"attach '{_quoted(published)}' as published (read_only)")
            _take_over(connection)
        except duckdb.Error as fault:
            if is_full_disk(fault):  # Then nothing is wrong with the publication.
                raise
            raise in_the_way(published, fault) or HeadwayError(
                f"The last publication cannot be read ({first_line(fault)}), and what was said on "
                "earlier nights is remembered from it. Set it aside to go on with what the night "
                "before it remembered.",
                f"mv {published} {published}.unreadable",
            ) from fault


def forget(work: Path) -> None:
    """Forget the work file's copy of earlier nights, so that the publication alone is remembered.

    Where there is no publication, or one that remembers fewer nights, that copy stands otherwise.
    """
    with in_utc(work) as connection:
        for table in TABLES:
            connection.execute(f"drop table if exists history.{table}")


def _take_over(connection: duckdb.DuckDBPyConnection) -> None:
    there = _columns(connection, "published", "main")
    if "meta_nights" not in there or _remembers_less(connection):
        return
    connection.execute("begin")
    for table in TABLES:
        shared = ", ".join(_columns(connection, "work", "history")[table] & there.get(table, set()))
        connection.execute(f"delete from history.{table}")  # noqa: S608
        if shared:
            connection.execute(
                f"insert into history.{table} by name "  # noqa: S608
                f"select {shared} from published.main.{table}"
            )
    connection.execute("commit")


def _remembers_less(connection: duckdb.DuckDBPyConnection) -> bool:
    """Tell whether the publication is an older one that somebody put back."""
    [(is_older,)] = connection.execute(
        "select coalesce((select max(as_of_on) from published.main.meta_nights) "
        "< (select max(as_of_on) from history.meta_nights), false)"
    ).fetchall()
    return bool(is_older)


def _columns(
    connection: duckdb.DuckDBPyConnection, database: str, schema: str
) -> dict[str, set[str]]:
    rows = connection.execute(
        "select table_name, list(column_name) from duckdb_columns() "
        "where database_name = ? and schema_name = ? group by table_name",
        [database, schema],
    ).fetchall()
    return {table: set(columns) for table, columns in rows}


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
