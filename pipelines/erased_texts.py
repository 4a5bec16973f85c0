"""Where the text of a work item stands in tables, exports and reports, and how it goes."""

import logging
import re
from pathlib import Path

import duckdb
import orjson
import polars as pl
from markupsafe import escape

from pipelines import publication
from pipelines.progress import plain
from pipelines.sources import scrubbing

logger = logging.getLogger(__name__)

ITEMS = "fct_work_items"
ATTRIBUTES = "fct_work_item_attributes"
OWNERS = ("work_item_id", "from_work_item_id", "to_work_item_id", "towards_work_item_id")
TEXTS = ("evidence", "runner_up_evidence", "matched_value", "proof_text")
"""Columns that repeat what an item of the row says; an evidence may quote another item's title."""
QUOTING = ("evidence", "runner_up_evidence")
ERASED = "erased in the tool"
LETTERS_SURELY_SHOWN = 40
"""A report cuts titles and evidence short; so much of a title is never cut."""


def held_titles(path: Path, scrubbed: pl.DataFrame) -> pl.DataFrame | None:
    """Give what a publication, or a folder of exports, still says of items: keys and titles.

    Null where it cannot be read now, for instance as somebody has it open for writing.

    Args:
        path: of the file or folder.
        scrubbed: work_item_id, item_key and present title of the items.
    """
    try:
        items = _items(path)
    except (duckdb.Error, pl.exceptions.PolarsError, OSError) as fault:
        logger.warning("%s cannot be read, so nothing is erased from it: %s", path, fault)
        return None
    return (
        items.join(scrubbed, on="work_item_id", suffix="_now")
        .filter(pl.col("title").ne_missing(pl.col("title_now")))
        .select("item_key", "title")
    )


def _items(path: Path) -> pl.DataFrame:
    columns = ["work_item_id", "item_key", "title"]
    if path.is_dir():
        return pl.read_parquet(path / f"{ITEMS}.parquet", columns=columns)
    with publication.in_utc(path, read_only=True) as connection:
        items: pl.DataFrame = connection.table(ITEMS).select(*columns).pl()
    return items


def as_reported(titles: pl.DataFrame) -> list[re.Pattern[str]]:
    """Give titles as a report's page shows them: after the item's key, or quoted after it."""
    return [
        _pattern_of(key + between + title[:LETTERS_SURELY_SHOWN], len(title))
        for key, title in titles.drop_nulls().unique().iter_rows()
        if title.strip()
        for between in (" ", ' "')
    ]


def _pattern_of(shown: str, n_letters: int) -> re.Pattern[str]:
    """Find it as words of their own: the keys of help desks are numbers, which stand everywhere."""
    whole_words = r"(?!\w)" if n_letters <= LETTERS_SURELY_SHOWN else ""
    return re.compile(rf"(?<!\w){re.escape(str(escape(plain(shown))))}{whole_words}")


def erase_tables(connection: duckdb.DuckDBPyConnection, scrubbed: pl.DataFrame) -> set[str]:
    """Erase from the tables of an open database what these items said; name the tables changed."""
    connection.register("scrubbed", scrubbed.to_arrow())
    columns = dict(
        connection.execute(
            "select table_name, list(column_name) from duckdb_columns() "
            "where schema_name = 'main' and not internal group by table_name"
        ).fetchall()
    )
    quotations = connection.execute(
        f"""
        select held.item_key || ' "' || held.title || '"',
            held.item_key || ' "' || coalesce(scrubbed.title, '') || '"'
        from {ITEMS} as held
        inner join scrubbed on held.work_item_id = scrubbed.work_item_id
        where held.title is distinct from scrubbed.title and held.title is not null
        """  # noqa: S608
    ).fetchall()
    changed = set()
    for table, there in columns.items():
        for quoting in set(QUOTING) & set(there):
            changed.add(table)
            for said, says in quotations:
                connection.execute(
                    f'update "{table}" set {quoting} = replace({quoting}, ?, ?) '  # noqa: S608
                    f"where contains({quoting}, ?)",
                    [said, says, said],
                )
        is_theirs = " or ".join(
            f"{owner} in (select work_item_id from scrubbed)"  # noqa: S608
            for owner in OWNERS
            if owner in there
        )
        for text in set(TEXTS) & set(there) if is_theirs else ():
            changed.add(table)
            connection.execute(
                f"update \"{table}\" set {text} = '{ERASED}' "  # noqa: S608
                f"where {text} is not null and ({is_theirs})"
            )
    connection.execute(
        f"update {ITEMS} set title = scrubbed.title from scrubbed "  # noqa: S608
        f"where {ITEMS}.work_item_id = scrubbed.work_item_id"
    )
    if ATTRIBUTES in columns:
        connection.execute(
            f"delete from {ATTRIBUTES} where attribute <> 'project' "  # noqa: S608
            "and work_item_id in (select work_item_id from scrubbed)"
        )
    return changed | ({ITEMS, ATTRIBUTES} & columns.keys())


def erased_exports(folder: Path, scrubbed: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """Give the exported tables that hold what these items said, without it."""
    with publication.in_utc(":memory:") as connection:
        for file in sorted(folder.glob("*.parquet")):
            if {*TEXTS, *QUOTING, "title", "attribute"} & pl.read_parquet_schema(file).keys():
                connection.register("exported", pl.read_parquet(file).to_arrow())
                connection.execute(f'create table "{file.stem}" as from exported')
                connection.unregister("exported")
        changed = erase_tables(connection, scrubbed)
        return {table: connection.sql(f'from "{table}"').pl() for table in sorted(changed)}


def erase_raw(connection: duckdb.DuckDBPyConnection, work_item_ids: set[str]) -> list[str]:
    """Erase what raw's other documents of these tickets say; name the tables that had any."""
    rewritten = []
    for tool, tables in scrubbing.TABLES.items():
        tickets = [
            key.removeprefix(f"{tool}:") for key in work_item_ids if key.startswith(f"{tool}:")
        ]
        there = connection.execute(
            "select table_name from duckdb_tables() where schema_name = ?", [f"raw_{tool}"]
        ).fetchall()
        for table in tables:
            if not tickets or (table,) not in there:
                continue
            found = connection.execute(
                f"select id, payload from raw_{tool}.{table} "  # noqa: S608
                "where payload ->> '$.ticket_id' in (select unnest(?))",
                [tickets],
            ).fetchall()
            if not found:
                continue
            rewritten.append(f"raw_{tool}.{table}")
            kept = pl.DataFrame(
                [
                    (key, orjson.dumps(scrubbing.without_text(orjson.loads(payload))).decode())
                    for key, payload in found
                ],
                schema={"id": pl.String, "payload": pl.String},
                orient="row",
            )
            connection.register("kept", kept.to_arrow())
            connection.execute(
                f"update raw_{tool}.{table} as held set payload = kept.payload "  # noqa: S608
                "from kept where held.id = kept.id"
            )
            connection.unregister("kept")
    return rewritten
