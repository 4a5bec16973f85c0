"""What a tool has erased is erased from everything that was written on earlier nights.

A help desk scrubs a ticket it deletes for good, and tonight's publication says so (`is_scrubbed`).
Older files still hold what the ticket said: raw's other documents of it, kept generations,
reproductions, dated exports and reports, samples for people to label. Each is written anew without
it and put in place whole: a database keeps the bytes of what was changed in it until they happen to
be overwritten.

Titles stand in older reports only as text, so those go first, while the older files can still tell
which titles they were. What has been erased is noted last: a run that is killed is repeated, and so
is one that met files it cannot clean, as those that a person set aside for torn.
"""

import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl

from pipelines import erased_texts, exports, layout, publication, sample, scratch
from pipelines.configuration import Settings
from pipelines.erased_texts import held_titles
from pipelines.progress import Progress
from pipelines.transform import run_dbt
from pipelines.warehouse import Warehouse

logger = logging.getLogger(__name__)

COLUMNS = ("work_item_id", "item_key", "title")
SCRUBBED = "select work_item_id, item_key, title from fct_work_items where is_scrubbed order by all"
NOTED = "raw_headway.erased_items"


def erase(warehouse: Warehouse, settings: Settings, as_of: date, progress: Progress) -> str | None:
    """Erase everywhere what the publication says is scrubbed and was not when last looked at.

    Args:
        warehouse: whose publication is tonight's.
        settings: those that tonight's models were built with; some are built again.
        as_of: the day they were built of.
        progress: shows the step, on the nights that have it.

    Returns:
        What a person has to do, where a file may still hold what was scrubbed.
    """
    scrubbed, noted = _scrubbed(warehouse.published), _noted(warehouse)
    if set(scrubbed["work_item_id"]) == noted:
        return None
    new = scrubbed.filter(~pl.col("work_item_id").is_in(list(noted)))
    if not new.is_empty():
        with progress.step("erase") as step:
            step.rows = new.height
            n_files, unread = _erase_files(warehouse, new)
            with warehouse.connect_work() as connection:
                rewritten = erased_texts.erase_raw(connection, set(new["work_item_id"]))
            if rewritten:
                # What was built of them tonight still says it.
                selected = [f"source:{table}+,path:models/staging" for table in rewritten]
                run_dbt(warehouse, settings, as_of, step, "run", "--select", *selected)
            _rewrite_work(warehouse)
            layout.forget_backups(warehouse.work)
            step.note = f"erased by their tools, and in {n_files} older files"
            if unread:
                left = _left_to_a_person(unread)
                step.note += f"; {left}"
                return left
    with warehouse.connect_work() as connection:
        connection.register("scrubbed", scrubbed.select("work_item_id").to_arrow())
        connection.execute(f"create or replace table {NOTED} as from scrubbed")
    return None


def _left_to_a_person(unread: list[Path]) -> str:
    names = " ".join(map(str, sorted(unread)))
    return (
        f"{len(unread)} could not be read and are tried again the next night, unless you remove "
        f"them: {names}"
    )


def _scrubbed(published: Path) -> pl.DataFrame:
    with publication.in_utc(published, read_only=True) as connection:
        if not connection.execute(
            "select 1 from duckdb_columns() where column_name = 'is_scrubbed'"
        ).fetchall():
            return pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String))
        scrubbed: pl.DataFrame = connection.sql(SCRUBBED).pl()
    return scrubbed


def _noted(warehouse: Warehouse) -> set[str]:
    with warehouse.connect_work() as connection:
        connection.execute(f"create table if not exists {NOTED} (work_item_id varchar)")
        return {key for (key,) in connection.execute(f"from {NOTED}").fetchall()}


def _erase_files(warehouse: Warehouse, scrubbed: pl.DataFrame) -> tuple[int, list[Path]]:
    """Erase what these items said from publications, exports, reports and samples.

    Returns:
        How many files and folders had it, and which could not be read.
    """
    scratch.remove_abandoned(warehouse.folder)
    beside = warehouse.folder / "reproductions"
    files = [
        *warehouse.generations.glob("*.duckdb"),
        *beside.glob(f"*/{warehouse.published.name}"),
        *warehouse.folder.glob(f"{warehouse.published.name}.unreadable*"),
    ]
    exported = [warehouse.exports, *beside.glob("*/exports")]
    for folder in exported:
        exports.remove_unfinished(folder)
    folders = [
        folder
        for above in exported
        for folder in above.glob("[0-9]*")
        if (folder / f"{erased_texts.ITEMS}.parquet").is_file()
    ]
    read = {path: held_titles(path, scrubbed) for path in [*files, *folders]}
    held = {path: some for path, some in read.items() if some is not None and not some.is_empty()}
    pages = [*warehouse.reports.glob("*.html"), *beside.glob("*/reports/*.html")]
    n_pages = _remove_pages(pages, list(held.values()))
    for path in held:
        if path.is_dir():
            exports.rewrite(path, erased_texts.erased_exports(path, scrubbed))
        else:
            _rewrite_publication(warehouse, path, scrubbed)
    titles = dict(scrubbed.select("work_item_id", "title").iter_rows())
    samples = {
        file: sample.erase_titles(file, titles) for file in warehouse.workspace.glob("sample*.csv")
    }
    # A torn work file holds the tools' own documents: nothing of it is worth to be read again.
    torn = list(warehouse.folder.glob(f"{warehouse.work.name}.torn*"))
    unread = [path for path, some in {**read, **samples}.items() if some is None]
    return len(held) + n_pages + sum(map(bool, samples.values())), [*unread, *torn]


def _remove_pages(pages: list[Path], titles: list[pl.DataFrame]) -> int:
    """Remove the reports that show one of these titles: a page can be made again, not mended."""
    marks = {mark for some in titles for mark in erased_texts.as_reported(some)}
    texts = {page: page.read_text("utf-8", errors="replace") for page in pages}
    shown = [page for page, text in texts.items() if any(mark.search(text) for mark in marks)]
    for page in shown:
        page.unlink()
        logger.info("removed %s, which showed what a tool has erased", page)
    return len(shown)


def _rewrite_publication(warehouse: Warehouse, file: Path, scrubbed: pl.DataFrame) -> None:
    with _workshop(warehouse) as workshop:
        copy = workshop / file.name
        shutil.copyfile(file, copy)
        with publication.in_utc(copy) as connection:
            erased_texts.erase_tables(connection, scrubbed)
        publication.publish(copy, file, "erased")


def _rewrite_work(warehouse: Warehouse) -> None:
    """Write the work file anew, without the pages that nothing refers to any more."""
    with _workshop(warehouse) as workshop:
        fresh = workshop / warehouse.work.name
        with publication.in_utc(":memory:") as connection:
            connection.execute(
                f"attach {publication.as_literal(warehouse.work)} as work (read_only)"
            )
            connection.execute(f"attach {publication.as_literal(fresh)} as fresh")
            connection.execute("copy from database work to fresh")
            connection.execute("detach fresh")
        shutil.copymode(warehouse.work, fresh)
        publication.flush(fresh)
        fresh.replace(warehouse.work)
        publication.flush(warehouse.folder)


@contextmanager
def _workshop(warehouse: Warehouse) -> Iterator[Path]:
    """Give an empty folder beside the databases, and leave nothing of it behind."""
    folder = warehouse.folder / ".erasing"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
