"""Ten nights of a quarter: people work, things go and come back, one request in twenty fails.

Each morning raw is exactly what the tools say.
"""

import random
from datetime import timedelta

import pytest
from live_edits import ITEMS, create, edit, item_ids, kept, later, restore, said_by
from live_tools import LiveTools

from pipelines.census import CensusRules
from pipelines.example.faults import Fault, broken_off, half, refused
from pipelines.sources import SOURCES

pytest_plugins = ("live_servers",)
pytestmark = pytest.mark.resilience
NIGHTS, PART_OF_REQUESTS = 10, 0.05
EVERY_NIGHT = CensusRules(timedelta(0), max_loss_share=1.0)
PASSING = (
    refused(429, {"Retry-After": "1"}),
    refused(503),
    refused(500),
    broken_off,
    half,
)


@pytest.mark.parametrize("tool", SOURCES)
def test_each_of_ten_mornings_raw_is_exactly_what_the_tool_says(
    tools: LiveTools, waits: list[float], tool: str
) -> None:
    luck = random.Random(f"{tool} 7")
    tools.served.faults[tool] = [
        Fault(spoil, times=None, chance=PART_OF_REQUESTS / len(PASSING), luck=luck)
        for spoil in PASSING
    ]
    items, removed = tools.served.documents[tool][ITEMS[tool]], {}
    assert tools.pull(tool).outcome == "complete"
    for night in range(NIGHTS):
        for id_ in luck.sample(item_ids(tools, tool), 5):
            edit(tools, tool, id_, f"edited on day {night}")
            later(tools, minutes=luck.randint(1, 90))
        create(tools, tool, f"created on day {night}")
        for id_ in luck.sample(item_ids(tools, tool), 1):
            removed[id_] = items.pop(id_)
        if night % 3 == 2:
            for id_ in luck.sample(sorted(removed), 1):
                restore(tools, tool, removed.pop(id_))
        later(tools, days=9, minutes=5)

        pulled = tools.pull(tool, rules=EVERY_NIGHT)
        assert (pulled.outcome, pulled.message) == ("complete", None), night
        rows = tools.rows(tool)[ITEMS[tool]]
        gone = {id_ for id_, (said, is_gone) in rows.items() if is_gone and id_ not in items}
        assert gone == set(removed) & set(rows), night
        everything = kept(tools, tool)
        assert {id_: everything[id_] for id_ in everything if id_ in items} == said_by(tools, tool)
    assert len(waits) > NIGHTS / 2, "hardly a request failed"
