"""Zendesk's audits where a night is interrupted among them and a later one goes on."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import pytest
from help_desk_replay import Asked, Replay, Reply, Warehouse
from zendesk_nights import AUDITS, TICKETS, second_night, settings

pytest_plugins = ("zendesk_fixtures",)

SPENT = Reply({"error": "TooManyRequests"}, 429, {"Retry-After": "3600"})


@dataclass
class Account:
    """An account whose tickets change; the list of audits shows none of a closed one."""

    newest_first: bool
    tickets: dict[int, dict[str, Any]] = field(default_factory=dict)
    audits: list[dict[str, Any]] = field(default_factory=list)
    spent_at: str = ""

    def change(self, ticket: int, status: str, moment: str) -> None:
        at = datetime.fromisoformat(moment)
        self.tickets[ticket] = {
            "id": ticket, "status": status, "updated_at": moment,
            "generated_timestamp": int(at.timestamp()),
        }  # fmt: skip
        self.audits.append({"id": len(self.audits) + 1, "ticket_id": ticket, "created_at": moment})

    def __call__(self, asked: Asked) -> Reply:
        if asked.path == self.spent_at:
            return SPENT
        if asked.path == TICKETS:
            since = int(asked.query["start_time"])
            changed = [one for one in self.tickets.values() if one["generated_timestamp"] >= since]
            return Reply({"tickets": changed, "end_of_stream": True})
        if asked.path == AUDITS:
            shown = ("open", "solved")
            listed = [
                one for one in self.audits if self.tickets[one["ticket_id"]]["status"] in shown
            ]
            start = int(asked.query.get("page[after]", 0))
            rest = listed[:: -1 if self.newest_first else 1][start:]
            meta = {"has_more": len(rest) > 1, "after_cursor": str(start + 1)}
            return Reply({"audits": rest[:1], "meta": meta})
        if asked.path.endswith("/audits"):
            ticket = int(asked.path.split("/")[4])
            return Reply({"audits": [one for one in self.audits if one["ticket_id"] == ticket]})
        if asked.path == "/api/v2/incremental/users/cursor":
            return Reply({"users": [], "end_of_stream": True})
        return second_night()(asked)


def night(warehouse: Warehouse, replay: Replay, moment: str) -> None:
    replay.clock = datetime.fromisoformat(moment)
    warehouse.pull(settings(replay))


@pytest.mark.parametrize("newest_first", [True, False])
def test_what_changes_while_an_interrupted_reading_waits_keeps_its_history(
    warehouse: Warehouse, replay: Replay, newest_first: bool
) -> None:
    replay.answering = account = Account(newest_first)
    account.change(1, "open", "2025-06-01T10:00:00Z")
    night(warehouse, replay, "2025-06-02T02:00:00Z")
    account.change(2, "closed", "2025-06-02T10:00:00Z")
    account.change(3, "closed", "2025-06-02T11:00:00Z")
    account.spent_at = "/api/v2/tickets/3/audits"
    night(warehouse, replay, "2025-06-03T02:00:00Z")
    account.spent_at = ""
    account.change(4, "open", "2025-06-03T10:00:00Z")
    account.change(5, "closed", "2025-06-03T11:00:00Z")
    night(warehouse, replay, "2025-06-04T02:00:00Z")
    assert warehouse.ids("ticket_audits") == ["1", "2", "3", "4", "5"]


def test_a_ticket_deleted_while_the_first_reading_waits_brings_its_history_when_restored(
    warehouse: Warehouse, replay: Replay
) -> None:
    replay.answering = account = Account(newest_first=True)
    account.change(2, "open", "2025-05-01T10:00:00Z")
    account.change(3, "open", "2025-05-20T10:00:00Z")
    account.change(1, "open", "2025-06-01T10:00:00Z")
    account.spent_at = AUDITS
    night(warehouse, replay, "2025-06-02T02:00:00Z")
    account.spent_at = ""
    account.change(2, "deleted", "2025-06-02T10:00:00Z")
    night(warehouse, replay, "2025-06-03T02:00:00Z")
    assert warehouse.ids("ticket_audits") == ["2", "3"]
    account.change(2, "open", "2025-06-04T10:00:00Z")
    night(warehouse, replay, "2025-06-05T02:00:00Z")
    assert warehouse.ids("ticket_audits") == ["1", "2", "3", "4", "5"]
