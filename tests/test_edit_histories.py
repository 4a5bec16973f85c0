"""Edits, deletions, restorations, moves and clock jumps, in any order, between and within pulls.

Hypothesis draws the history; after two quiet pulls and a census, raw is what the tool says. A
failing history is printed as it would be typed. HEADWAY_HISTORIES sets how many are drawn.
"""

import os
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from live_edits import ITEMS, create, edit, item_ids, kept, later, restore, said_by
from live_servers import as_built
from live_tools import LiveTools

from pipelines.census import CensusRules
from pipelines.example.faults import Fault, broken_off, half, meanwhile, refused
from pipelines.sources import SOURCES

pytest_plugins = ("live_servers",)
pytestmark = pytest.mark.resilience
COUNTED_NOW = CensusRules(timedelta(0), max_loss_share=1.0)
LIST = {
    "jira": "/search/jql",
    "github": "/issues",
    "zendesk": "/incremental/tickets/cursor",
    "freshdesk": "/api/v2/tickets",
}
SPOILS = (refused(429, {"Retry-After": "1"}), refused(502), refused(403), broken_off, half)
HISTORIES = int(os.environ.get("HEADWAY_HISTORIES", "4"))


class Histories(RuleBasedStateMachine):
    """One tool, edited and pulled in any order."""

    tool: str
    served: tuple[LiveTools, Any]

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.tools = as_built(*self.served, Path(self.folder.name))
        self.removed: dict[str, Any] = {}
        self.n_edits = 0

    def _words(self) -> str:
        self.n_edits += 1
        return f"edit {self.n_edits}"

    def _some(self, which: int) -> str:
        ids = item_ids(self.tools, self.tool)
        return ids[which % len(ids)]

    @property
    def items(self) -> Any:
        return self.tools.served.documents[self.tool][ITEMS[self.tool]]

    @rule(which=st.integers(0, 999), minutes=st.integers(0, 120))
    def edits(self, which: int, minutes: int) -> None:
        edit(self.tools, self.tool, self._some(which), self._words())
        later(self.tools, minutes=minutes)

    @rule()
    def creates(self) -> None:
        create(self.tools, self.tool, self._words())

    @rule(which=st.integers(0, 999))
    @precondition(lambda self: len(item_ids(self.tools, self.tool)) > 5)
    def deletes(self, which: int) -> None:
        id_ = self._some(which)
        self.removed[id_] = self.items.pop(id_)

    @rule()
    @precondition(lambda self: self.removed)
    def restores(self) -> None:
        _, item = self.removed.popitem()
        restore(self.tools, self.tool, item)

    @rule(which=st.integers(0, 999))
    @precondition(lambda self: self.tool == "jira")
    def moves(self, which: int) -> None:
        id_ = self._some(which)
        projects = list(self.tools.served.documents["jira"]["projects"].values())
        project = projects[which % len(projects)]
        self.items[id_]["fields"]["project"] = project
        self.items[id_]["key"] = f"{project['key']}-{id_}"
        edit(self.tools, self.tool, id_, self._words())

    @rule(minutes=st.integers(-50, 600))
    def clock_jumps(self, minutes: int) -> None:
        """The overlap is an hour: a tool's clock may go back by less."""
        forward = max(minutes, 1) if self.tool == "zendesk" else minutes
        later(self.tools, minutes=forward)

    @rule(
        fault=st.sampled_from([None, *SPOILS]),
        after=st.integers(0, 3),
        which=st.none() | st.integers(0, 999),
        counts=st.booleans(),
    )
    def pulls(self, fault: Any, after: int, which: int | None, counts: bool) -> None:
        """Pull, with something going wrong or somebody editing while a page is read."""
        found = self.tools.served.faults[self.tool] = []
        if fault:
            found.append(Fault(fault, LIST[self.tool], after))
        if which is not None:
            id_, words = self._some(which), self._words()

            def act() -> None:
                if id_ in self.items:
                    edit(self.tools, self.tool, id_, words)

            found.append(Fault(meanwhile(act), LIST[self.tool], after))
        rules = COUNTED_NOW if counts else CensusRules()
        assert self.tools.pull(self.tool, rules=rules).outcome in ("complete", "failed")

    @invariant()
    def no_key_stands_twice(self) -> None:
        if self.tools.warehouse.work.exists():
            self.tools.rows(self.tool)

    def teardown(self) -> None:
        self.tools.served.faults.clear()
        for rules in (CensusRules(), COUNTED_NOW):
            later(self.tools, hours=2)
            pulled = self.tools.pull(self.tool, rules=rules)
            assert (pulled.outcome, pulled.message) == ("complete", None)
        there = kept(self.tools, self.tool)
        rows = self.tools.rows(self.tool)[ITEMS[self.tool]]
        assert {id_: there[id_] for id_ in there if id_ in self.items} == said_by(
            self.tools, self.tool
        )
        assert all(gone for id_, (_, gone) in rows.items() if id_ not in self.items)
        self.folder.cleanup()


@pytest.mark.parametrize("tool", SOURCES)
def test_any_history_ends_with_what_the_tool_says(
    served: tuple[LiveTools, Any], waits: list[float], tool: str
) -> None:
    class History(Histories):
        pass

    History.tool, History.served = tool, served
    case = History.TestCase
    case.settings = settings(
        max_examples=HISTORIES,
        stateful_step_count=10,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
        print_blob=True,
    )
    case("runTest").runTest()
