"""What can go wrong in a way a person can put right, and how it is said.

Print an error as `str(error)`, then each of `error.problems` on its own line, then `error.remedy`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from typing import ClassVar


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
