"""Builds the example organisation: one seed, no clock, the same documents everywhere."""

import gc
from dataclasses import dataclass, field
from random import Random
from typing import Any

from pipelines.example.containers import Containers
from pipelines.example.crossings import tie, until_the_clock
from pipelines.example.freshdesk_documents import freshdesk_documents
from pipelines.example.github_documents import github_documents
from pipelines.example.github_documents import number_items as number_github
from pipelines.example.jira_documents import jira_documents, number_issues
from pipelines.example.model import Item, Truth
from pipelines.example.people import Workforce, hire
from pipelines.example.plan import planted_facts
from pipelines.example.strategy_folder import write_strategy
from pipelines.example.tickets import DESKS, requests_for_help
from pipelines.example.timeline import CLOCK, ENDS_ON, STARTS_ON
from pipelines.example.work import planned_work
from pipelines.example.zendesk_documents import number_tickets, zendesk_documents

__all__ = ["CLOCK", "ENDS_ON", "STARTS_ON", "Organisation", "build_organisation", "write_strategy"]


@dataclass
class Organisation:
    """What every tool says, what was really so, and what was planted.

    `documents` is tool -> resource -> id -> the vendor's document; `items` and `workforce` are the
    simulation behind them, for the strategy folder and for tests.
    """

    documents: dict[str, dict[str, dict[str, dict[str, Any]]]]
    truth: list[Truth]
    planted: dict[str, Any]
    items: list[Item] = field(repr=False)
    workforce: Workforce = field(repr=False)


def build_organisation(seed: int = 7, scale: float = 1.0) -> Organisation:
    """Simulate eighteen months and render them; `scale` shrinks the numbers of items."""
    # Millions of small containers and no cycles to find: the collector would take most of the time.
    was_collecting = gc.isenabled()
    gc.disable()
    try:
        return _build(seed, scale)
    finally:
        if was_collecting:
            gc.enable()


def _build(seed: int, scale: float) -> Organisation:
    def rng(purpose: str) -> Random:
        return Random(f"{seed}:{purpose}")

    workforce = hire(rng("people"), scale)
    containers = Containers(rng("containers"), workforce)
    items = planned_work(rng("work"), workforce, containers, scale)
    containers.close_the_full_ones(rng("epics"))
    items += containers.items
    tickets = [
        ticket
        for desk in DESKS
        for ticket in requests_for_help(
            rng(desk.tool), desk, workforce.of_team(desk.team_id), scale
        )
    ]
    tie(rng("crossings"), items, tickets, scale)
    by_tool = _numbered(until_the_clock(items + tickets))
    documents = {
        "jira": jira_documents(by_tool["jira"], workforce),
        "github": github_documents(by_tool["github"], workforce),
        "zendesk": zendesk_documents(rng("zendesk people"), by_tool["zendesk"], workforce),
        "freshdesk": freshdesk_documents(rng("freshdesk people"), by_tool["freshdesk"], workforce),
    }
    everything = [item for tool in by_tool.values() for item in tool]
    truth = [
        Truth(item.work_item_id, item.subject.work_class, item.subject.category,
              item.subject.objective_id, item.team_id)
        for item in everything
    ]  # fmt: skip
    return Organisation(documents, truth, planted_facts(), everything, workforce)


def _numbered(items: list[Item]) -> dict[str, list[Item]]:
    by_tool: dict[str, list[Item]] = {
        tool: [item for item in items if item.tool == tool]
        for tool in ("jira", "github", "zendesk", "freshdesk")
    }
    number_issues(by_tool["jira"])
    number_github(by_tool["github"])
    number_tickets(by_tool["zendesk"], first=1)
    number_tickets(by_tool["freshdesk"], first=1)
    return by_tool
