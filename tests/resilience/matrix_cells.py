"""What a row of the fault matrix is made of."""

from dataclasses import dataclass

from rehearsals import Rehearsal

TOOLS = ("jira", "github", "zendesk", "freshdesk")


@dataclass(frozen=True)
class Elsewhere:
    """The tests, by file and name, that meet a fault which strikes more than one tool's pull."""

    tests: tuple[str, ...]


Cell = tuple[Rehearsal, ...] | Elsewhere | str
"""How a fault is met with one tool; a text is the reason why it cannot come about."""


@dataclass(frozen=True)
class Row:
    """One fault, and its cell for each tool."""

    fault: str
    cells: dict[str, Cell]


def everywhere(fault: str, *cell: Rehearsal) -> Row:
    """Give the row of a fault that each tool can show."""
    return Row(fault, dict.fromkeys(TOOLS, cell))


def only(fault: str, reason: str, **cells: Cell) -> Row:
    """Give the row of a fault that some tools cannot show, for one reason."""
    return Row(fault, {tool: cells.get(tool, reason) for tool in TOOLS})


def the_night(fault: str, *tests: str) -> Row:
    """Give the row of a fault that strikes the night, whatever the tool."""
    return Row(fault, dict.fromkeys(TOOLS, Elsewhere(tests)))
