"""A quarter in ten nights with trouble in 5 % of requests: each morning all is as the tools say.

HEADWAY_NIGHTS sets how many nights, HEADWAY_SEED which trouble and which work.
"""

import os
from pathlib import Path
from random import Random

import pytest
from faults import PASSING, weather
from oracle import cursors_ahead, differences
from small_world import COUNTED, TOOLS, World, small_world

pytestmark = pytest.mark.resilience

NIGHTS = int(os.environ.get("HEADWAY_NIGHTS", "10"))
SEED = int(os.environ.get("HEADWAY_SEED", "20260928"))
SHARE_OF_REQUESTS = 0.05
DAYS_IN_A_QUARTER = 91
ITEMS_PER_CONTAINER = 40
CHANGES_PER_NIGHT = 30
MOST_GONE = 8
"""More at once than ten a census would take for a lost permission."""
WORKS = ("make", "edit", "edit", "edit", "delete", "restore", "move")


@pytest.mark.parametrize("tool", TOOLS)
def test_ten_nights_of_trouble_leave_every_morning_exact(tool: str, tmp_path: Path) -> None:
    random = Random(f"{SEED}:{tool}")
    with small_world(tool, tmp_path, n_items=ITEMS_PER_CONTAINER) as world:
        world.connections = 4
        struck = weather(random, SHARE_OF_REQUESTS, PASSING)
        gone: list[str] = []
        n_waits = 0
        for night in range(NIGHTS):
            if night:
                days_of_work(world, random, gone)
            world.strike(struck)

            assert world.pull(COUNTED) == 0, (night, world.pulls[-1])

            n_waits += len(world.waits)
            assert differences(world) == [], night
            assert cursors_ahead(world) == [], night
        n_requests = sum(pull.n_requests for pull in world.pulls)
        assert n_waits > SHARE_OF_REQUESTS * n_requests / 2, "hardly any request was struck"


def days_of_work(world: World, random: Random, gone: list[str]) -> None:
    """Spread a share of the quarter's work over the days until the next night."""
    for _ in range(CHANGES_PER_NIGHT):
        world.pass_time(days=DAYS_IN_A_QUARTER / NIGHTS / CHANGES_PER_NIGHT)
        tool, now, work = world.tool, world.now, random.choice(WORKS)
        key = random.choice([one for one in tool.ids() if one not in gone])
        if work == "make":
            tool.make(now)
        elif work == "restore" and gone:
            tool.restore(gone.pop(), now)
        elif work == "delete" and len(gone) < MOST_GONE:
            tool.delete(key, now)
            gone.append(key)
        elif work == "move":
            tool.move(key, now)
        else:
            tool.edit(key, now)
    world.pass_time(hours=1)
