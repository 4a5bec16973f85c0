"""How a run speaks: a live status on a terminal, else one plain line per finished step."""

import logging
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.status import Status
from rich.text import Text

from pipelines.errors import HeadwayError

logger = logging.getLogger(__name__)

HERE = Path()

SECONDS_BETWEEN_SIGNS_OF_LIFE = 60
"""Without a terminal, a step that takes long says at this interval where it stands."""


class Step:
    """One step of a run while it goes on; set `rows` and `note` to have them on its line.

    `counts` adds up what a step does in several goes.
    """

    def __init__(self, name: str, progress: "Progress", status: Status | None) -> None:
        self.name = name
        self.rows: int | None = None
        self.note = ""
        self.counts: Counter[str] = Counter()
        self._progress = progress
        self._status = status
        self._started = self._last_sign = time.monotonic()

    def now(self, text: str) -> None:
        """Say where the step stands."""
        if self._status:
            self._status.update(Text(f"{self.name}: {plain(text)}"))
        elif time.monotonic() - self._last_sign > SECONDS_BETWEEN_SIGNS_OF_LIFE:
            self._last_sign = time.monotonic()
            self._progress.line(f"{self.name}: {text}")

    def line(self, text: str) -> None:
        """Write a line of its own, within the step."""
        self._last_sign = time.monotonic()
        self._progress.line(text)

    @contextmanager
    def part(self, name: str) -> Iterator["Step"]:
        """Show a step within this one, with a line of its own."""
        yield from self._progress.ended(Step(name, self._progress, self._status))

    def facts(self) -> dict[str, object]:
        """Give what the step's line says, for what reads it by machine."""
        seconds = round(time.monotonic() - self._started, 3)
        return {"step": self.name, "rows": self.rows, "seconds": seconds, "note": self.note}

    def summary(self) -> str:
        """Give the step's line: its name, rows, seconds and note, in columns."""
        rows = f"{self.rows:>12,} rows" if self.rows is not None else " " * 17
        seconds = f"{time.monotonic() - self._started:>8.1f} s"
        return f"{self.name:<18}{rows}{seconds}  {self.note}".rstrip()


class Progress:
    """The console of one run."""

    def __init__(self, console: Console) -> None:
        self.console = console

    @contextmanager
    def step(self, name: str) -> Iterator[Step]:
        """Show a step while it goes on, and leave its line behind, whether it succeeds or fails."""
        if self.console.is_terminal:
            with self.console.status(name) as status:
                step = Step(name, self, status)
                yield from self.ended(step)
        else:
            yield from self.ended(Step(name, self, None))

    def ended(self, step: Step) -> Iterator[Step]:
        """Give a step to work in; its line follows, however it ends."""
        try:
            yield step
        except BaseException:
            step.note = step.note or "failed"
            raise
        finally:
            self.line(step.summary(), event="step_ended", facts=step.facts())

    def line(
        self, text: str, event: str = "progress", facts: dict[str, object] | None = None
    ) -> None:
        """Write one line, with the time of day where no one watches it live."""
        logger.info(text, extra={"event": event, "facts": facts or {}})
        stamp = "" if self.console.is_terminal else f"{datetime.now(UTC):%H:%M:%S} "
        self.console.print(stamp + plain(text), markup=False, highlight=False, soft_wrap=True)


def report_error(error: HeadwayError, workspace: Path = HERE) -> None:
    """Write an expected failure to stderr: its sentence, its problems, the next command to type."""
    console = Console(stderr=True, soft_wrap=True, markup=False, highlight=False)
    console.print(plain(str(error)), style="bold red")
    for problem in error.problems:
        console.print(f"  {plain(str(problem))}")
    if error.remedy:
        console.print(f"Next: {plain(_typed_from_here(error.remedy, workspace))}")


def _typed_from_here(remedy: str, workspace: Path) -> str:
    """Name the workspace in a command that would otherwise look for one in this folder."""
    words = remedy.split()
    asks_here = words[:1] == ["headway"] and words[1:2] != ["init"] and "--workspace" not in words
    return f"{remedy} --workspace {workspace}" if asks_here and workspace != HERE else remedy


def plain(text: str) -> str:
    """Drop what could steer a terminal from text that a tool may have written."""
    return "".join(letter for letter in text if letter.isprintable() or letter in "\n\t")
