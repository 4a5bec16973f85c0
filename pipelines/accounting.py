"""How a run that stops is told: in the ledger, whatever stopped it, and in one sentence."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from importlib.metadata import version
from pathlib import Path

from pipelines.errors import HeadwayError, full_disk_told, is_full_disk
from pipelines.ledger import Ledger

logger = logging.getLogger(__name__)


@contextmanager
def accounted(ledger: Ledger, run_id: str, log: Path) -> Iterator[None]:
    """Have the ledger say how the run ended, whatever ended it."""
    ledger.run_started(run_id, version("headway-alignment"))
    folder = ledger.path.parent
    try:
        with full_disk_told(folder):
            yield
    except BaseException as fault:
        logger.exception("the run failed")
        error = fault if isinstance(fault, HeadwayError) else _unforeseen(fault)
        error.remedy = error.remedy or (f"df -h {folder}" if is_full_disk(error) else f"less {log}")
        outcome = "configuration_error" if error.exit_code == 2 else "failed"
        with suppress(OSError):
            ledger.run_ended(run_id, outcome, error.exit_code, str(error))
        if error is fault or not isinstance(fault, Exception):
            raise
        raise error from fault


@contextmanager
def told_as_published(published: Path) -> Iterator[None]:
    """Say of whatever fails once a publication is in place that it is: its numbers count."""
    try:
        with full_disk_told(published.parent):
            yield
    except Exception as fault:
        words = str(fault) if isinstance(fault, HeadwayError) else f"{_words_of(fault)}."
        remedy = fault.remedy if isinstance(fault, HeadwayError) else ""
        raise HeadwayError(
            f"{published} is published, but not all that is made of it: {words}", remedy
        ) from fault


def _unforeseen(fault: BaseException) -> HeadwayError:
    return HeadwayError(f"The night stopped on {_words_of(fault)}. The last publication stands.")


def _words_of(fault: BaseException) -> str:
    words = " ".join(str(fault).split())[:300]
    return f"{type(fault).__name__}{': ' * bool(words)}{words}"
