"""A private copy of the work file, to build something in that nobody else sees; nothing stays.

No lock is taken and no database of the workspace is opened for long: a night that begins meanwhile
is neither refused nor delayed. The copy is refused instead, when a night may have written into it.
"""

import copy
import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from pipelines.errors import HeadwayError, LockedError
from pipelines.publication import first_line, write_ahead_log
from pipelines.warehouse import Warehouse

PREFIX = ".scratch."
ROOM_PER_BYTE_COPIED = 1.5
"""The copy, and what is built in it."""


@contextmanager
def scratch_copy(warehouse: Warehouse) -> Iterator[Warehouse]:
    """Give the workspace with a copy of its work file in place of it; remove the copy afterwards.

    Raises:
        HeadwayError: nothing has been built yet, or there is no room for a copy.
        LockedError: a night is under way, or began before the copy was whole.
    """
    if not warehouse.work.exists():
        raise HeadwayError(f"Nothing has been built in {warehouse.workspace}.", "headway nightly")
    remove_abandoned(warehouse.folder)
    _refuse_without_room(warehouse)
    with TemporaryDirectory(
        prefix=PREFIX, dir=warehouse.folder, ignore_cleanup_errors=True
    ) as made:
        folder = Path(made)
        scratch = copy.copy(warehouse)
        scratch.work = folder / warehouse.work.name
        scratch.dbt_target = folder / "target"
        scratch.logs = folder / "logs"
        # Held by us and by the dbt we start: who cannot take it knows that the folder is in use.
        scratch.lock_descriptor = os.open(folder, os.O_RDONLY)
        try:
            fcntl.flock(scratch.lock_descriptor, fcntl.LOCK_EX)
            _copy(warehouse, scratch.work)
            yield scratch
        finally:
            os.close(scratch.lock_descriptor)


def _copy(warehouse: Warehouse, target: Path) -> None:
    before = _state(warehouse)
    try:
        shutil.copyfile(warehouse.work, target)
        log = write_ahead_log(warehouse.work)
        if log.exists():
            shutil.copyfile(log, write_ahead_log(target))
    except OSError as fault:
        raise _no_room(warehouse, first_line(fault)) from fault
    is_locked, *_ = after = _state(warehouse)
    if is_locked or before != after:
        raise LockedError(
            f"A run is under way in {warehouse.workspace}; its tables can be copied when it ends.",
            "headway runs",
        )


def _state(warehouse: Warehouse) -> tuple[bool, int, int, int]:
    """Give what a run changes: it holds the lock, writes the work file, appends to the ledger."""
    work = warehouse.work.stat()
    n_ledger_bytes = warehouse.ledger.stat().st_size if warehouse.ledger.exists() else 0
    return warehouse.is_locked(), work.st_mtime_ns, work.st_size, n_ledger_bytes


def _refuse_without_room(warehouse: Warehouse) -> None:
    needed = int(warehouse.work.stat().st_size * ROOM_PER_BYTE_COPIED)
    free = shutil.disk_usage(warehouse.folder).free
    if free < needed:
        raise _no_room(warehouse, f"{needed / 1e6:,.0f} MB needed, {free / 1e6:,.0f} MB free")


def _no_room(warehouse: Warehouse, words: str) -> HeadwayError:
    return HeadwayError(
        f"There is no room for a copy of the work file in {warehouse.folder} ({words}).",
        f"df -h {warehouse.folder}",
    )


def remove_abandoned(folder: Path) -> None:
    """Remove the copies of those that were killed before they could."""
    for abandoned in folder.glob(f"{PREFIX}*"):
        descriptor = os.open(abandoned, os.O_RDONLY)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            continue
        else:
            shutil.rmtree(abandoned, ignore_errors=True)
        finally:
            os.close(descriptor)
