"""How each fault is rehearsed: what is arranged before a pull, how that ends, what it must show.

A day's changes, more than two pages of them, wait to be pulled when a rehearsal is arranged. Faults
strike the second page of the list that the items are read from, unless something else is said.
"""

from collections.abc import Callable
from dataclasses import dataclass

from faults import Alteration, Fault
from small_world import World

ALL_DONE, FAILED, QUOTA_SPENT = 0, 3, 5
KEYS = {"jira": "issues", "zendesk": "tickets"}
"""Where a page holds its rows; the others' pages are bare lists."""
LISTS_READ_IN_FULL = {
    "jira": r"/users/search$|/agile/1.0/board$",
    "github": r"/labels$",
    "zendesk": r"/organizations$",
    "freshdesk": r"/agents$",
}


def nothing(_: World) -> None:
    """Look no further."""


@dataclass(frozen=True)
class Rehearsal:
    """One way to meet a fault: what to arrange, the exit code, what the pull must show.

    Lists that are read in full are left to the quiet nights unless it `is_whole`.
    """

    arrange: Callable[[World], None]
    exit_code: int = ALL_DONE
    check: Callable[[World], None] = nothing
    named: str = ""
    is_whole: bool = False


def a_day_of_work(world: World) -> None:
    """Edit most items of the first container a minute apart, and make two."""
    world.pass_time(hours=20)
    for key in world.tool.ids()[:6]:
        world.pass_time(minutes=1)
        world.tool.edit(key, world.now)
    for _ in range(2):
        world.pass_time(minutes=1)
        world.tool.make(world.now)
    world.pass_time(minutes=30)


def on_page_two(alter: Alteration, times: int | None = 1) -> Callable[[World], None]:
    """Strike the second page so many times; None is for good."""

    def arrange(world: World) -> None:
        world.strike(Fault(alter, path=world.tool.path, after=1, times=times))

    return arrange


def one_after_another(*alterations: Alteration) -> Callable[[World], None]:
    """Strike the second page, then each repetition of that request by the next alteration."""

    def arrange(world: World) -> None:
        world.strike(
            *(
                Fault(alter, path=world.tool.path, after=n)
                for n, alter in enumerate(alterations, start=1)
            )
        )

    return arrange


def waited(*seconds: float) -> Callable[[World], None]:
    """Check the waits, to the second."""

    def check(world: World) -> None:
        assert world.waits == list(seconds)

    return check


def never_hasty(n_waits: int) -> Callable[[World], None]:
    """Check that a request is repeated after a second or later."""

    def check(world: World) -> None:
        assert len(world.waits) == n_waits
        assert min(world.waits) >= 1

    return check


def without_a_storm(status: int) -> Callable[[World], None]:
    """Check that what is refused for good is not asked for again; one request may be on its way."""

    def check(world: World) -> None:
        assert 1 <= [one.status for one in world.served.requests].count(status) <= 2
        assert not world.waits

    return check
