"""One log file per run, for whoever looks into a failure; lines of JSON, for what collects logs."""

import json
import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import mkdtemp

LOGS_KEPT = 60
FORMAT = "%(asctime)s %(levelname)s %(name)s: %(message)s"


class JsonLines(logging.Formatter):
    """Writes one JSON object a line: at, run_id, level, event, message, and what the event adds."""

    def __init__(self, run_id: str) -> None:
        super().__init__()
        self._run_id = run_id

    def format(self, record: logging.LogRecord) -> str:
        """Give a record's line."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "run_id": self._run_id,
            "level": record.levelname.lower(),
            "event": getattr(record, "event", record.name),
            "message": record.getMessage(),
            **getattr(record, "facts", {}),
        }
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


class LogFile(logging.FileHandler):
    """A log that is left unfinished where the disk is full: the night itself says so, once."""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802
        """Say nothing, where logging would print a traceback for every line."""

    def close(self) -> None:
        """Let go of the file, also where its last lines cannot be written."""
        with suppress(OSError):
            super().close()


@contextmanager
def written_to(folder: Path, name: str, *, as_json: bool = False) -> Iterator[Path]:
    """Send what our modules and dlt log to <folder>/<name>.log while the block runs; give its path.

    As JSON, each event is a line there and on stdout too.

    dlt's own handler would write to stderr, among the lines a person reads: it takes ours instead.
    Levels stay above DEBUG, where dlt would write request headers.
    """
    folder.mkdir(exist_ok=True)
    for outdated in sorted(folder.glob("*.log"))[: -LOGS_KEPT + 1]:
        outdated.unlink()
    log = folder / f"{name}.log"
    handlers: list[logging.Handler] = [LogFile(log, delay=True)]
    if as_json:
        handlers.append(logging.StreamHandler(sys.stdout))
    formatter = JsonLines(name) if as_json else logging.Formatter(FORMAT)
    for handler in handlers:
        # dlt gives whatever handler it finds a formatter of its own.
        handler.format = formatter.format  # type: ignore[method-assign]
    loggers = {
        logging.getLogger("pipelines"): logging.INFO,
        logging.getLogger("dlt"): logging.WARNING,
    }
    for logger, level in loggers.items():
        for handler in handlers:
            logger.addHandler(handler)
        logger.setLevel(level)
        logger.propagate = False
    try:
        yield log
    finally:
        for logger in loggers:
            for handler in handlers:
                logger.removeHandler(handler)
            logger.propagate = True
        handlers[0].close()


def traceback_to(workspace: Path, fault: BaseException) -> Path:
    """Write an unexpected failure's traceback to the workspace's logs, else to a temporary file."""
    warehouse = workspace / "warehouse"
    folder = warehouse / "logs" if warehouse.exists() else Path(mkdtemp(prefix="headway-"))
    folder.mkdir(exist_ok=True)
    log = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}-{type(fault).__name__}.log"
    log.write_text("".join(traceback.format_exception(fault)))
    return log
