"""Taking a census of the example organisation's tools, and telling what it marked as gone."""

from datetime import timedelta

from live_edits import ITEMS
from live_tools import LiveTools

from pipelines.census import CensusRules
from pipelines.outcomes import Pull

DUE = CensusRules(timedelta(0))
ACCEPTED = CensusRules(timedelta(days=7), accept_deletions=True)


def gone(tools: LiveTools, tool: str) -> set[str]:
    """Give the ids of the items that are marked as gone."""
    return {id_ for id_, (_, is_gone) in tools.rows(tool)[ITEMS[tool]].items() if is_gone}


def clean(pull: Pull) -> Pull:
    assert (pull.outcome, pull.message) == ("complete", None)
    return pull
