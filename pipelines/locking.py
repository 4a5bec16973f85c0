"""One run at a time: a lock of the system's on a file, which says who holds it."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from pipelines.errors import LockedError


@contextmanager
def hold(lock_file: Path, workspace: Path) -> Iterator[int]:
    """Hold a workspace's lock; give its descriptor. However the run ends, the system lets go of it.

    Raises:
        LockedError: another run holds it.
    """
    descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as taken:
            raise LockedError(
                f"Another run is under way in {workspace}: {_whose(lock_file)}.", "headway runs"
            ) from taken
        holder = {"pid": os.getpid(), "since": f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"}
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, json.dumps(holder).encode(), 0)
        yield descriptor
    finally:
        os.close(descriptor)


def is_held(lock_file: Path) -> bool:
    """Tell whether a run holds the lock now."""
    if not lock_file.exists():
        return False
    with lock_file.open() as file:
        try:
            fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except OSError:
            return True
    return False


def _whose(lock_file: Path) -> str:
    try:
        holder = json.loads(lock_file.read_text())
        return f"process {holder['pid']} holds it since {holder['since']}"
    except (ValueError, KeyError):
        return "it started this very moment"
