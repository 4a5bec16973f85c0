"""Any history of a tool, whatever strikes its pulls, ends with a warehouse that tells the same.

Edits, creations, deletions, restorations, moves, renames and clock jumps come in any order, also
between two pages of a pull, and each pull may be struck. Most histories are pulled into memory
(memory_world says why that is fair), fewer through dlt into DuckDB. HEADWAY_HISTORIES sets how many
are tried, HEADWAY_SEED which; a failure prints its steps and repeats under the same seed.
"""

import os
import tempfile
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from faults import LASTING, PASSING, Fault, unharmed
from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from memory_world import memory_world
from oracle import cursors_ahead, differences, doubles
from small_trackers import SmallGithub
from small_world import COUNTED, QUIET_NIGHTS, TOOLS, World, small_world

from pipelines.census import CensusRules
from pipelines.pulls import DEFAULT_RULES

pytestmark = pytest.mark.resilience

HISTORIES = int(os.environ.get("HEADWAY_HISTORIES", "20"))
SEED = int(os.environ.get("HEADWAY_SEED", "20260928"))
HISTORIES_PER_ONE_THROUGH_DLT = 15
FARTHEST_BACK = timedelta(minutes=40)
"""A tool's clock that falls back farther than the overlap reaches could hide an edit."""
MOST_GONE = 6
"""More than ten that go at once a census would take for a lost permission."""

alterations = st.sampled_from([*PASSING.values(), *LASTING.values(), unharmed])
which = st.integers(0, 50)
works = st.sampled_from(["make", "edit", "delete", "restore", "move", "rename"])


class History(RuleBasedStateMachine):
    """One tool's history; `tool` and `opened` are set by subclasses."""

    tool: str
    opened: Any

    def __init__(self) -> None:
        super().__init__()
        self._open = ExitStack()
        folder = self._open.enter_context(tempfile.TemporaryDirectory())
        self.world: World = self._open.enter_context(self.opened(self.tool, Path(folder)))
        self.world.connections = 2
        self.gone: list[str] = []
        self.n_moved = 0

    @initialize()
    def pull_for_the_first_time(self) -> None:
        """Begin with what is there."""
        assert self.world.pull() == 0, self.world.pulls[-1]

    @rule(work=works, which=which)
    def work(self, work: str, which: int) -> None:
        """Do one thing at the tool."""
        tool, now = self.world.tool, self.world.now
        keys = [key for key in tool.ids() if key not in self.gone]
        key = keys[which % len(keys)]
        if work == "make":
            tool.make(now)
        elif work == "restore" and self.gone:
            tool.restore(self.gone.pop(which % len(self.gone)), now)
        elif work == "delete" and len(self.gone) < MOST_GONE:
            tool.delete(key, now)
            self.gone.append(key)
        elif work == "move" and self.n_moved < MOST_GONE:
            self.n_moved += 1
            tool.move(key, now)
        elif work == "rename" and isinstance(tool, SmallGithub):
            tool.rename(f"fernhill/renamed-{tool.made()}")
        else:
            tool.edit(key, now)

    @rule(seconds=st.sampled_from([1, 59, 61, 1800, 3700, 86_400, 20 * 86_400]))
    def pass_time(self, seconds: int) -> None:
        """Let time pass."""
        self.world.pass_time(seconds=seconds)

    @precondition(lambda self: self.world.latest - self.world.now < FARTHEST_BACK / 2)
    @rule(minutes=st.integers(1, 20))
    def set_the_clock_back(self, minutes: int) -> None:
        """Correct the tool's clock."""
        self.world.pass_time(minutes=-minutes)

    @rule(
        rules=st.sampled_from([DEFAULT_RULES, COUNTED]),
        faults=st.lists(st.tuples(alterations, which, st.integers(1, 8)), max_size=2),
        meanwhile=st.lists(st.tuples(which, works, which), max_size=3),
    )
    def pull(self, rules: CensusRules, faults: list[Any], meanwhile: list[Any]) -> None:
        """Pull, with something going wrong and people at work between the pages."""
        struck = [Fault(alter, after=after, times=times) for alter, after, times in faults]
        busy = [
            Fault(after=after, meanwhile=lambda one=one, n=n: self._between_pages(one, n))
            for after, one, n in meanwhile
        ]
        self.world.strike(*struck, *busy)
        self.world.pull(rules)
        self.world.strike()

    def _between_pages(self, work: str, which: int) -> None:
        self.world.pass_time(seconds=1)
        self.work(work, which)

    @invariant()
    def no_key_is_there_twice_and_no_cursor_ahead(self) -> None:
        """Hold what must hold at any moment."""
        assert doubles(self.world) == []
        assert cursors_ahead(self.world) == []

    def teardown(self) -> None:
        """Let two quiet nights pass: then nothing may differ."""
        with self._open:
            for _ in range(QUIET_NIGHTS):
                assert self.world.quiet_night() == 0, self.world.pulls[-1]
            assert differences(self.world) == []


def tried(tool: str, opened: Any, n_histories: int) -> None:
    """Try so many histories, those that the seed says."""
    machine = seed(SEED)(
        type(f"HistoryOf{tool.title()}", (History,), {"tool": tool, "opened": staticmethod(opened)})
    )
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=n_histories,
            stateful_step_count=15,
            database=None,
            deadline=None,
            print_blob=True,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("tool", TOOLS)
def test_no_history_of_edits_and_faults_is_lost_or_doubled(tool: str) -> None:
    tried(tool, memory_world, HISTORIES)


@pytest.mark.parametrize("tool", TOOLS)
def test_no_history_is_lost_or_doubled_on_its_way_through_dlt(tool: str) -> None:
    tried(tool, small_world, max(1, HISTORIES // HISTORIES_PER_ONE_THROUGH_DLT))
