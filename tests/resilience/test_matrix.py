"""Whatever goes wrong, two quiet nights later the warehouse says what the tools say."""

import ast
from pathlib import Path

import pytest
from matrix import MATRIX
from matrix_cells import TOOLS, Elsewhere
from oracle import cursors_ahead, differences, doubles
from rehearsals import Rehearsal, a_day_of_work
from small_world import QUIET_NIGHTS, World, first_pull, small_world

pytestmark = pytest.mark.resilience

TESTS = Path(__file__).parents[1]
CASES = [
    pytest.param(tool, cell, id=f"{number:02}-{tool}")
    for number, row in MATRIX.items()
    for tool, cell in row.cells.items()
    if isinstance(cell, tuple)
]


@pytest.fixture(scope="session")
def pulled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Each small tool as a first night left it."""
    return {tool: first_pull(tool, tmp_path_factory.mktemp(tool)) for tool in TOOLS}


@pytest.mark.parametrize(("tool", "cell"), CASES)
def test_a_fault_costs_no_row_and_leaves_none_twice(
    tool: str, cell: tuple[Rehearsal, ...], pulled: dict[str, Path], tmp_path: Path
) -> None:
    with small_world(tool, tmp_path, pulled[tool]) as world:
        for rehearsal in cell:
            with pytest.MonkeyPatch.context() as world.patch:
                rehearse(world, rehearsal)
            if rehearsal.exit_code == 0:
                converge(world)
        converge(world)


def rehearse(world: World, rehearsal: Rehearsal) -> None:
    """Pull a day of work with the fault in force; what fails leaves the cursors as they were."""
    a_day_of_work(world)
    before = world.cursors()
    rehearsal.arrange(world)
    world.is_whole = rehearsal.is_whole

    assert world.pull() == rehearsal.exit_code, (rehearsal.named, world.pulls[-1])

    assert doubles(world) == []
    assert cursors_ahead(world) == []
    if world.pulls[-1].outcome == "failed":
        assert world.cursors() == before
    if rehearsal.exit_code:
        assert "headway" in (world.pulls[-1].message or "").lower(), "the next step is said"
    rehearsal.check(world)
    world.is_whole = True


def converge(world: World) -> None:
    """Have the warehouse say what the tool says, after two quiet nights at the most."""
    found = differences(world)
    for _ in range(QUIET_NIGHTS):
        if not found and world.pulls[-1].outcome == "complete":
            break
        assert world.quiet_night() == 0, world.pulls[-1]
        found = differences(world)
    assert found == []
    assert cursors_ahead(world) == []


def test_no_fault_is_left_out() -> None:
    assert sorted(MATRIX) == list(range(1, 35))
    for number, row in MATRIX.items():
        assert set(row.cells) == set(TOOLS), number
        assert all(row.cells.values()), f"fault {number}: neither a rehearsal nor a reason"


def test_each_test_that_meets_a_fault_elsewhere_exists() -> None:
    named = {
        test
        for row in MATRIX.values()
        for cell in row.cells.values()
        if isinstance(cell, Elsewhere)
        for test in cell.tests
    }
    for test in named:
        file, _, name = test.partition("::")
        tree = ast.parse((TESTS / file).read_text())
        assert name in {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}, test
