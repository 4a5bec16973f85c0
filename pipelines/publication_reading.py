"""How Headway opens what is published, and what is said where that cannot answer."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb

from pipelines.errors import HeadwayError, is_full_disk
from pipelines.publication import first_line, in_utc, write_ahead_log

OF_ANOTHER_VERSION = (duckdb.CatalogException, duckdb.BinderException, KeyError)
HOLDER = re.compile(r"Conflicting lock is held in (.+) \(PID (\d+)\)")
OF_ANOTHER_FILE = "Failure while replaying WAL file"


class AnotherVersionError(HeadwayError):
    """A publication has other tables or columns than this version of Headway reads."""

    def __init__(self, published: Path, fault: BaseException) -> None:
        super().__init__(
            f"{published} is of another version of Headway, which published other tables or "
            f"columns ({first_line(fault)}).",
            "headway nightly --no-pull",
        )


class InTheWayError(HeadwayError):
    """A publication is whole, and cannot be read for something beside it or on it."""


@contextmanager
def reading(published: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open what is published, read-only, for as long as it is asked.

    Raises:
        HeadwayError: nothing is published, or as `faults_told`.
    """
    if not published.exists():
        raise HeadwayError(f"Nothing has been published at {published}.", "headway nightly")
    with faults_told(published), in_utc(published, read_only=True) as connection:
        yield connection


@contextmanager
def faults_told(published: Path) -> Iterator[None]:
    """Turn what DuckDB says of a publication into a sentence that names the file and the mend.

    Raises:
        AnotherVersionError: another version wrote it.
        HeadwayError: it cannot be read.
    """
    try:
        yield
    except OF_ANOTHER_VERSION as fault:
        raise AnotherVersionError(published, fault) from fault
    except duckdb.Error as fault:
        if is_full_disk(fault):
            raise
        raise in_the_way(published, fault) or HeadwayError(
            f"{published} cannot be read ({first_line(fault)}).", "headway restore"
        ) from fault


def in_the_way(published: Path, fault: duckdb.Error) -> InTheWayError | None:
    """Give what keeps a publication that is whole from being read; null where it may be torn."""
    log = write_ahead_log(published)
    if OF_ANOTHER_FILE in str(fault):
        return InTheWayError(
            f"{published} cannot be read for {log.name} beside it, which somebody who had an "
            "earlier publication open for writing has left there.",
            f"rm {log}",
        )
    if holder := HOLDER.search(str(fault)):
        return InTheWayError(
            f"{published} is open for writing in another program, process {holder[2]} "
            f"({holder[1]}): close it there, then repeat the command.",
            f"ps -fp {holder[2]}",
        )
    return None


def last_run(published: Path) -> tuple[str, date]:
    """Give the run that made a publication, and the day that its numbers are of."""
    with reading(published) as connection:
        [(run_id, as_of)] = connection.execute(
            "select run_id, as_of_on from meta_runs order by started_at desc limit 1"
        ).fetchall()
    return run_id, as_of
