"""One log file per run, for whoever looks into a failure."""

import logging
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

LOGS_KEPT = 60
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


@contextmanager
def written_to(folder: Path, name: str) -> Iterator[Path]:
    """Send what our modules and dlt log to <folder>/<name>.log while the block runs; give its path.

    dlt's own handler would write to stderr, among the lines a person reads: it takes ours instead.
    Levels stay above DEBUG, where dlt would write request headers.
    """
    folder.mkdir(exist_ok=True)
    for outdated in sorted(folder.glob("*.log"))[: -LOGS_KEPT + 1]:
        outdated.unlink()
    log = folder / f"{name}.log"
    handler = logging.FileHandler(log, delay=True)
    handler.setFormatter(logging.Formatter(FORMAT))
    loggers = {
        logging.getLogger("pipelines"): logging.INFO,
        logging.getLogger("dlt"): logging.WARNING,
    }
    for logger, level in loggers.items():
        logger.addHandler(handler)
        logger.setLevel(level)
        logger.propagate = False
    try:
        yield log
    finally:
        for logger in loggers:
            logger.removeHandler(handler)
            logger.propagate = True
        handler.close()


def traceback_to(workspace: Path, fault: BaseException) -> Path:
    """Write an unexpected failure's traceback to the workspace's logs, else to a temporary file."""
    warehouse = workspace / "warehouse"
    folder = warehouse / "logs" if warehouse.exists() else Path(mkdtemp(prefix="headway-"))
    folder.mkdir(exist_ok=True)
    log = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{type(fault).__name__}.log"
    log.write_text("".join(traceback.format_exception(fault)))
    return log
