"""What can go wrong in a way a person can put right, and how it is said.

Print an error as `str(error)`, then each of `error.problems` on its own line, then `error.remedy`.
"""

import errno
import os
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import ClassVar

SAID_OF_A_FULL_DISK = tuple(map(os.strerror, (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)))
"""The system's words for no space, a spent quota, a file's limit: every library repeats them."""


@dataclass(frozen=True)
class Problem:
    """One thing to put right: where it is, what is wrong, what to do about it. One line of text."""

    place: str
    problem: str
    remedy: str

    def __str__(self) -> str:
        return on_one_line("; ".join(filter(None, [f"{self.place}: {self.problem}", self.remedy])))


@dataclass(frozen=True)
class StrategyProblem(Problem):
    """A problem in a strategy file. `line` is the physical line (1 is the header)."""

    file: str
    line: int | None = None
    column: str | None = None
    value: str | None = None


class HeadwayError(Exception):
    """An expected failure. `str()` is one sentence; `remedy` is the next command to type."""

    exit_code: ClassVar[int] = 1

    def __init__(self, message: str, remedy: str = "", problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.remedy = remedy
        self.problems: list[Problem] = list(problems)


class ConfigurationError(HeadwayError):
    """The workspace or its configuration cannot be used as it is."""

    exit_code = 2


class StrategyError(HeadwayError):
    """The strategy folder holds mistakes; `problems` has every one, by file and line."""

    exit_code = 2


class LockedError(HeadwayError):
    """Another run holds the workspace."""

    exit_code = 4


def is_full_disk(words: object) -> bool:
    """Tell whether a fault, or what was said of it, is that there is no room to write."""
    return any(said in str(words) for said in SAID_OF_A_FULL_DISK)


def no_room(fault: BaseException, folder: Path) -> HeadwayError:
    """Give what is told of a full disk, whichever library met it."""
    words = " ".join(str(fault).split())[:300]
    return HeadwayError(
        f"There is no room to write in {folder} ({words}); what is published stands.",
        f"df -h {folder}",
    )


@contextmanager
def full_disk_told(folder: Path) -> Iterator[None]:
    """Turn a full disk that nobody below spoke of into an error that names its place."""
    try:
        yield
    except Exception as fault:
        if isinstance(fault, HeadwayError) or not is_full_disk(fault):
            raise
        raise no_room(fault, folder) from fault


def nearest(word: str, known: Iterable[str]) -> str | None:
    """Give the known word that a misspelt one most likely meant, or None."""
    by_lower = {candidate.lower(): candidate for candidate in known}
    close = get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return by_lower[close[0]] if close else None


def did_you_mean(word: str, known: Sequence[str]) -> str:
    """Give the remedy for a word outside a closed vocabulary."""
    meant = nearest(word, known)
    return f"did you mean {meant}?" if meant else f"one of: {', '.join(known)}"


def on_one_line(text: str) -> str:
    """Escape what cannot be printed, line breaks and terminal codes among it."""
    return "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode()
        for character in text
    )


def quoted(value: object, longest: int = 60) -> str:
    """Quote a value for a one-line message; long text is cut."""
    text = str(value)
    return on_one_line(f'"{text}"' if len(text) <= longest else f'"{text[:longest]}…"')
