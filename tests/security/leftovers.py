"""Where in a folder something still stands: as bytes, and inside what is packed or compressed."""

import base64
import gzip
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import polars as pl


def places_of(needles: Iterable[str], folder: Path, but: Iterable[str] = ()) -> list[str]:
    """Name each file below a folder, and each column in it, that holds one of the texts."""
    wanted = [needle.encode() for needle in needles]
    assert all(wanted)
    return [
        f"{path.relative_to(folder)}: {where}"
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name not in but
        for where, content in _contents(path)
        if any(needle in content for needle in wanted)
    ]


def forms_of(user: str, token: str) -> list[str]:
    """Give a token as it is, and as basic authentication writes it, whatever stands around it."""
    whole = base64.b64encode(f"{user}:{token}".encode()).decode()
    shifted = [base64.b64encode(b"x" * n + token.encode()).decode()[4:-4] for n in range(3)]
    return [token, whole, *shifted]


def _contents(path: Path) -> Iterator[tuple[str, bytes]]:
    content = path.read_bytes()
    yield "bytes", content
    if content.startswith(b"\x1f\x8b"):
        yield "unzipped", gzip.decompress(content)
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as archive:
            for name in archive.namelist():
                yield name, archive.read(name)
    if path.suffix == ".parquet":
        yield "rows", pl.read_parquet(path).write_ndjson().encode()
    if path.suffix == ".duckdb":
        yield from _columns(path)


def _columns(path: Path) -> Iterator[tuple[str, bytes]]:
    """Read every column as text: a database compresses its texts, so its bytes do not show them."""
    with duckdb.connect(path, read_only=True) as connection:
        columns = connection.execute(
            "select schema_name, table_name, column_name from duckdb_columns() "
            "where database_name = current_database() and not internal"
        ).fetchall()
        for schema, table, column in columns:
            rows = connection.execute(
                f'select distinct "{column}"::varchar from "{schema}"."{table}" '
                f'where "{column}" is not null'
            ).fetchall()
            yield f"{schema}.{table}.{column}", "\n".join(row[0] for row in rows).encode()
