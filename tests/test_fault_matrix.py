"""The fault matrix, rehearsed: after each fault and two quiet runs, raw is what the tool says."""

from pathlib import Path

import pytest
from fault_matrix import ELSEWHERE, LIST, MATRIX, NOT_HERE, TOOLS, Rehearsal
from live_edits import assert_no_cursor_is_ahead, kept, later, said_by
from live_tools import LiveTools

pytest_plugins = ("live_servers",)
pytestmark = pytest.mark.resilience
CASES = [
    pytest.param(tool, MATRIX[name], id=f"{name}-{tool}")
    for name in MATRIX
    for tool in TOOLS
    if (number_of := name.split()[0].rstrip("abc")) and (number_of, tool) not in NOT_HERE
]


@pytest.mark.parametrize(("tool", "rehearsal"), CASES)
def test_after_the_fault_and_two_quiet_runs_raw_is_what_the_tool_says(
    tools: LiveTools, waits: list[float], tool: str, rehearsal: Rehearsal
) -> None:
    if rehearsal.after_a_pull:
        assert tools.pull(tool).outcome == "complete"
        later(tools, hours=1)
    rehearsal.set_up(tools, tool)
    tools.served.requests.clear()
    befallen = tools.pull(tool)
    assert befallen.outcome == rehearsal.outcome, befallen.message
    assert len(waits) >= len(rehearsal.waits)
    longest = sorted(waits, reverse=True)
    least = sorted(rehearsal.waits, reverse=True)
    assert all(waited >= asked for waited, asked in zip(longest, least, strict=False))
    if rehearsal.most_requests:
        assert sum(one.path.endswith(LIST[tool]) for one in tools.served.requests) <= (
            rehearsal.most_requests
        )
    if (tools.warehouse.dlt_state / f"headway_{tool}" / "state.json").exists():
        assert_no_cursor_is_ahead(tools, tool)

    tools.served.faults.clear()
    for _ in range(2):
        later(tools, hours=2)
        assert tools.pull(tool).outcome == "complete"
        if kept(tools, tool) == said_by(tools, tool):
            break
    assert kept(tools, tool) == said_by(tools, tool)
    assert_no_cursor_is_ahead(tools, tool)


def test_every_fault_is_rehearsed_for_every_tool_or_says_why_not() -> None:
    rehearsed = {name.split()[0].rstrip("abc") for name in MATRIX}
    assert rehearsed | set(ELSEWHERE) == {str(number) for number in range(1, 35)}
    assert not rehearsed & set(ELSEWHERE)
    assert all(number in rehearsed and tool in TOOLS for number, tool in NOT_HERE)


@pytest.mark.parametrize("place", ELSEWHERE.values())
def test_a_fault_that_is_no_answer_has_its_test(place: str) -> None:
    file, name = place.split("::")
    assert f"def {name}(" in (Path(__file__).parent / file).read_text()
