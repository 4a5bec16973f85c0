"""The last publications, kept whole, and how one of them is put back.

Each night's publication is linked into warehouse/generations under its run's id: a link costs no
room until the next night replaces the file it names. `headway restore` puts one back as it was.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from shutil import copyfile

import duckdb
from rich.console import Console
from rich.table import Table

from pipelines import exports, memory, publication, report
from pipelines.errors import HeadwayError, did_you_mean, is_full_disk
from pipelines.publication_reading import AnotherVersionError, InTheWayError
from pipelines.warehouse import Warehouse, private_files


@dataclass(frozen=True)
class Generation:
    """One kept publication."""

    file: Path
    as_of: date
    size_mb: float
    note: str = ""
    """Why there is no report of it, where there is none."""

    @property
    def run_id(self) -> str:
        """The run that published it."""
        return self.file.stem


def keep(warehouse: Warehouse, run_id: str, n_kept: int) -> None:
    """Keep the present publication as a generation, and no more than the newest `n_kept`.

    As a copy: whoever opens the publication for writing would write to a link of it as well.
    """
    folder = warehouse.generations
    if not folder.exists():
        folder.mkdir()
        folder.chmod(publication.GROUP_READS_FOLDER)
    with _copy(warehouse.published, warehouse, run_id) as copy:
        publication.put_in_place(copy, folder / f"{run_id}.duckdb")
    for outdated in sorted(folder.glob("*.duckdb"))[:-n_kept]:
        outdated.unlink()


def show(workspace: Path, console: Console) -> None:
    """Print the generations, newest first."""
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("generation", "as of", "MB"):
        table.add_column(heading, no_wrap=True)
    for one in _generations(Warehouse(workspace)):
        table.add_row(one.run_id, str(one.as_of), f"{one.size_mb:,.1f}")
    console.print(table)


def restore(workspace: Path, run_id: str, *, forget_later: bool) -> Generation:
    """Put a generation back as the publication, and export and report it again.

    Args:
        workspace: the workspace.
        run_id: of the generation.
        forget_later: forget what later nights said too, for instance those of a mistaken day;
            otherwise the next night still remembers them, the one put away among them.

    Raises:
        HeadwayError: there is no such generation, or it cannot be read, or the publication
            is open for writing elsewhere; the publication stands.
    """
    warehouse = Warehouse(workspace)
    with private_files(), warehouse.lock():
        found = {one.run_id: one for one in _generations(warehouse)}
        if run_id not in found:
            raise HeadwayError(
                f"There is no generation {run_id}: {did_you_mean(run_id, list(found))}",
                "headway restore",
            )
        generation = found[run_id]
        with _copy(generation.file, warehouse, run_id) as copy:
            _remember(warehouse, forget_later=forget_later)
            publication.put_in_place(copy, warehouse.published)
        exports.export(warehouse.published, warehouse.exports, generation.as_of, run_id)
        try:
            report.report(warehouse.published, warehouse.reports, generation.as_of)
        except (report.NothingToReportError, AnotherVersionError) as reason:
            return replace(generation, note=str(reason))
    return generation


@contextmanager
def _copy(file: Path, warehouse: Warehouse, run_id: str) -> Iterator[Path]:
    """Copy a publication to where the next night removes it, should this one be killed."""
    unfinished = warehouse.published.with_name(f".{warehouse.published.name}.{run_id}")
    try:
        copyfile(file, unfinished)
        yield unfinished
    finally:
        unfinished.unlink(missing_ok=True)


def _remember(warehouse: Warehouse, *, forget_later: bool) -> None:
    """Have the work file remember what the publication to be put away says, or nothing at all."""
    if forget_later:
        memory.forget(warehouse.work)
        return
    try:
        memory.recall(warehouse.work, warehouse.published)
    except (HeadwayError, duckdb.Error) as fault:
        # A torn file, which is a reason to restore, has nothing left to say.
        if is_full_disk(fault) or isinstance(fault, InTheWayError):
            raise


def _generations(warehouse: Warehouse) -> list[Generation]:
    """Give the generations that can be read, newest first."""
    files = sorted(warehouse.generations.glob("*.duckdb"), reverse=True)
    found = [
        Generation(file, as_of, file.stat().st_size / 1e6)
        for file in files
        if (as_of := _as_of(file))
    ]
    if not found:
        raise HeadwayError(
            f"No publication has been kept in {warehouse.generations} that can be read.",
            "headway nightly",
        )
    return found


def _as_of(file: Path) -> date | None:
    """Give the day a publication is of; null where the file is torn."""
    try:
        with publication.in_utc(file, read_only=True) as connection:
            rows = connection.execute(
                "select as_of_on from meta_runs where run_id = ?", [file.stem]
            ).fetchall()
    except duckdb.Error:
        return None
    return rows[0][0] if rows else None
