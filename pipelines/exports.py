"""Published tables as files: Parquet, verbatim; CSV, safe in a spreadsheet; a manifest.

The same tables give the same bytes: rows stand in the order of their key, nothing written carries a
time. Only the `meta_*` tables and the manifest name the run. A folder of exports appears whole, and
`latest` moves after it.
"""

import hashlib
import json
import os
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from pipelines import publication
from pipelines.errors import HeadwayError
from pipelines.publication_reading import last_run
from pipelines.warehouse import Warehouse

ROWS_PER_GROUP = 122_880

IS_FORMULA = r"^[\s\x00\u{200B}\u{FEFF}]*[=+\-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}]|^[\t\r\n\x00]"
"""What a spreadsheet would run when it opens the cell (CWE-1236), also behind blanks."""


def export(published: Path, folder: Path, as_of: date, run_id: str) -> int:
    """Write every published table to <folder>/<as_of>/, then let <folder>/latest name it.

    Returns:
        The number of rows written.

    Raises:
        HeadwayError: nothing is published, or there is no room; earlier exports stand.
    """
    if not published.exists():
        raise HeadwayError(f"Nothing has been published at {published}.", "headway nightly")
    folder.mkdir(exist_ok=True)
    unfinished = folder / f".{as_of}.{run_id}"
    try:
        remove_unfinished(folder)
        unfinished.mkdir()
        tables = _write_tables(published, unfinished)
        manifest = {"as_of": str(as_of), "run_id": run_id, "tables": tables}
        _write(unfinished / "manifest.json", json.dumps(manifest, indent=2) + "\n")
        unfinished.chmod(publication.GROUP_READS_FOLDER)
        publication.flush(unfinished)
        _take_place(unfinished, folder / str(as_of))
        _point_latest(folder, str(as_of))
    except (duckdb.Error, pl.exceptions.PolarsError, OSError) as fault:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise HeadwayError(
            f"The exports could not be written to {folder} "
            f"({publication.first_line(fault)}); the earlier ones stand.",
            f"mv {folder}/latest {folder}/latest-copied"
            if isinstance(fault, IsADirectoryError)  # Somebody's copy stands where the link goes.
            else f"df -h {folder}",
        ) from fault
    return sum(table["rows"] for table in tables)


def export_again(workspace: Path) -> Path:
    """Export what is published, under the day and run it says of itself; give the folder."""
    warehouse = Warehouse(workspace)
    with warehouse.lock():
        run_id, as_of = last_run(warehouse.published)
        export(warehouse.published, warehouse.exports, as_of, run_id)
    return warehouse.exports / str(as_of)


def rewrite(place: Path, changed: dict[str, pl.DataFrame]) -> None:
    """Put other rows in place of some tables of a folder of exports; its manifest stays true."""
    unfinished = place.with_name(f".{place.name}.rewritten")
    shutil.copytree(place, unfinished, copy_function=os.link)
    written = {}
    for name, frame in changed.items():
        # Written through, a link would change the folder that still stands.
        for file in unfinished.glob(f"{name}.*"):
            file.unlink()
        written[name] = _write_table(frame, unfinished, name)
    listed = unfinished / "manifest.json"
    if listed.exists():
        manifest = json.loads(listed.read_text())
        manifest["tables"] = [written.get(table["table"], table) for table in manifest["tables"]]
        listed.unlink()
        _write(listed, json.dumps(manifest, indent=2) + "\n")
    publication.flush(unfinished)
    _take_place(unfinished, place)
    publication.flush(place.parent)


def _write_tables(published: Path, folder: Path) -> list[dict[str, Any]]:
    tables = []
    with publication.in_utc(published, read_only=True) as connection:
        [(database,)] = connection.execute("select current_database()").fetchall()
        names = connection.execute(
            "select table_name from duckdb_tables() where schema_name = 'main' order by table_name"
        ).fetchall()
        for (name,) in names:
            order = publication.order_of(connection, name, database)
            frame = connection.sql(f'select * from "{name}" order by {order}').pl()  # noqa: S608
            tables.append(_write_table(frame, folder, name))
    return tables


def _write_table(frame: pl.DataFrame, folder: Path, name: str) -> dict[str, Any]:
    parquet, csv = folder / f"{name}.parquet", folder / f"{name}.csv"
    frame.write_parquet(
        parquet, compression="zstd", compression_level=3, row_group_size=ROWS_PER_GROUP
    )
    for_spreadsheets(frame).write_csv(csv, datetime_format="%Y-%m-%dT%H:%M:%S%.6fZ")
    return {
        "table": name,
        "rows": frame.height,
        "columns": [{"name": column, "type": str(kind)} for column, kind in frame.schema.items()],
        "files": [_described(path) for path in (parquet, csv)],
    }


def for_spreadsheets(frame: pl.DataFrame) -> pl.DataFrame:
    """Give the frame with lists as JSON, and a quote before each text that is a formula."""
    as_text = [
        pl.Series(column.name, [_as_json(value) for value in column.to_list()], pl.String)
        for column in frame
        if column.dtype.is_nested()
    ]
    return frame.with_columns(as_text).with_columns(
        pl.when(pl.col(pl.String).str.contains(IS_FORMULA))
        .then(pl.lit("'") + pl.col(pl.String))
        .otherwise(pl.col(pl.String))
        .name.keep()
    )


def _as_json(value: Any) -> str | None:
    return None if value is None else json.dumps(value, ensure_ascii=False, default=str)


def _described(path: Path) -> dict[str, Any]:
    path.chmod(publication.GROUP_READS_FILE)
    publication.flush(path)
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {"file": path.name, "bytes": path.stat().st_size, "sha256": digest}


def _write(path: Path, text: str) -> None:
    path.write_text(text)
    path.chmod(publication.GROUP_READS_FILE)
    publication.flush(path)


def _take_place(new: Path, place: Path) -> None:
    """Put a folder where a run of the same day may have put one before."""
    replaced = place.with_name(f".{place.name}.replaced")
    if place.exists():
        place.rename(replaced)
    new.rename(place)
    shutil.rmtree(replaced, ignore_errors=True)


def _point_latest(folder: Path, name: str) -> None:
    link = folder / ".latest"
    link.unlink(missing_ok=True)
    link.symlink_to(name)
    link.replace(folder / "latest")
    publication.flush(folder)


def remove_unfinished(folder: Path) -> None:
    """Clear what a killed run left: half a folder goes, a folder set aside comes back."""
    for leftover in folder.glob(".*"):
        place = folder / leftover.name.removeprefix(".").removesuffix(".replaced")
        if leftover.name.endswith(".replaced") and not place.exists():
            leftover.rename(place)
        elif leftover.is_dir() and not leftover.is_symlink():
            shutil.rmtree(leftover)
