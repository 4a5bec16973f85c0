"""Which layout Headway's own files have, and how an older work file becomes one of today's.

The layout is the shape of what outlives a night: the raw tables, raw_headway and history of
work.duckdb, what is recalled from headway.duckdb, the lines of runs.jsonl. A change of it raises
VERSION and adds a step; so does a new engine of dlt, which changes its tables in the work file by
itself. The publication and the ledger need no step: both are read by the names they have.

The night that finds an older work file backs it up beside it, then changes it in one transaction:
whatever stops that leaves the file as it was.
"""

from contextlib import suppress
from importlib.metadata import version
from pathlib import Path
from shutil import copyfile

import duckdb

from pipelines.errors import ConfigurationError, HeadwayError
from pipelines.progress import Progress
from pipelines.publication import first_line, flush, in_utc

VERSION = 2
UNSTAMPED = 1
"""The layout of work files from before there was a stamp."""
STEPS: dict[int, tuple[str, ...]] = {
    2: (
        "alter table if exists raw_headway.censuses add column if not exists is_doubted boolean",
        "drop schema if exists raw_text_model cascade",
    ),
}
"""What makes a work file of the layout before one of this layout."""
STAMP = "raw_headway.layout"
BUILT = """
select schema_name, view_name as name, 'view' as kind from duckdb_views() where not internal
union all
select schema_name, table_name, 'table' from duckdb_tables() where not internal
"""
OUTLIVES_A_NIGHT = "(starts_with(schema_name, 'raw_') or schema_name = 'history')"


def refuse_newer(work: Path) -> None:
    """Refuse a work file that a newer Headway has written; one that cannot be read is not judged.

    Raises:
        ConfigurationError: the layout is unknown here.
    """
    found = VERSION
    with suppress(duckdb.Error):
        found = _layout_of(work) if work.exists() else VERSION
    if found > VERSION:
        raise ConfigurationError(
            f"{work} has layout {found}, and this Headway {version('headway-alignment')} knows "
            f"none above {VERSION}: a newer one has written it. Upgrade Headway, or go back as "
            "docs/runbook.md says.",
            "git pull && make .venv/.ready",
        )


def refuse_unbuilt(work: Path) -> None:
    """Refuse a work file without the tables that this Headway builds.

    Raises:
        HeadwayError: another version has built it, or a build was stopped before it began.
    """
    with in_utc(work, read_only=True) as connection:
        built = connection.execute(f"from ({BUILT}) where schema_name = 'main'").fetchall()
    if not built or _layout_of(work) != VERSION:
        raise HeadwayError(
            "The work file has not been built by this version of Headway yet.",
            "headway nightly --no-pull",
        )


def bring_up(work: Path, progress: Progress) -> None:
    """Have a work file of today's layout: stamp a new one, back an older one up and change it.

    Raises:
        HeadwayError: the work file cannot be read or changed, or there is no room for the backup;
            it stays as it was.
    """
    try:
        if not work.exists():
            _change(work, VERSION)
        elif (found := _layout_of(work)) < VERSION:
            with progress.step("upgrade") as step:
                step.note = f"from layout {found} to {VERSION}; as it was: {_back_up(work)}"
                _change(work, found)
    except (duckdb.Error, OSError) as fault:
        raise HeadwayError(
            f"The work file cannot be opened, or could not be brought to layout {VERSION} "
            f"({first_line(fault)}); it is as it was, and the last publication stands.",
            f"df -h {work.parent}" if isinstance(fault, OSError) else "",
        ) from fault


def drop_built(connection: duckdb.DuckDBPyConnection) -> None:
    """Drop what builds have made of the raw tables, whichever version of the models made it."""
    built = connection.execute(f"from ({BUILT}) where not {OUTLIVES_A_NIGHT}").fetchall()
    for schema, name, kind in built:
        connection.execute(f'drop {kind} if exists "{schema}"."{name}" cascade')


def _layout_of(work: Path) -> int:
    with in_utc(work, read_only=True) as connection:
        try:
            [(found,)] = connection.execute(f"select version from {STAMP}").fetchall()  # noqa: S608
        except duckdb.CatalogException:
            return UNSTAMPED
    return int(found)


def _back_up(work: Path) -> Path:
    """Keep the work file as it is, whole or not at all, in place of any earlier backup."""
    with in_utc(work) as connection:
        connection.execute("checkpoint")
    backup = work.with_name(f"{work.stem}.before-{VERSION}{work.suffix}")
    unfinished = work.with_name(f".{backup.name}")
    unfinished.unlink(missing_ok=True)
    try:
        copyfile(work, unfinished)
        flush(unfinished)
        unfinished.replace(backup)
        flush(work.parent)
    finally:
        unfinished.unlink(missing_ok=True)
    forget_backups(work, but=backup)
    return backup


def forget_backups(work: Path, but: Path | None = None) -> None:
    """Remove what work files of earlier layouts were kept as; all but one, where one is named."""
    for outdated in set(work.parent.glob(f"{work.stem}.before-*{work.suffix}")) - {but}:
        outdated.unlink()


def _change(work: Path, found: int) -> None:
    with in_utc(work) as connection:
        connection.execute("begin")
        drop_built(connection)
        for layout in range(found + 1, VERSION + 1):
            for statement in STEPS[layout]:
                connection.execute(statement)
        connection.execute("create schema if not exists raw_headway")
        connection.execute(f"create or replace table {STAMP} as select {VERSION} as version")
        connection.execute("commit")
