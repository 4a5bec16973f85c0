"""Two nights of a Zendesk account, laid out in tests/payloads/zendesk."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from help_desk_replay import LaidOut, Replay, Reply, Warehouse, payload, replaying

from pipelines.configuration import ZendeskSettings
from pipelines.sources import zendesk

TICKETS = "/api/v2/incremental/tickets/cursor"
AUDITS = "/api/v2/ticket_audits"
OPEN, SCRUBBED, ARCHIVED, NEW, ERASED = (str(4398046511105001 + n) for n in range(5))
ERASED_AUDITS = {f"/api/v2/tickets/{ERASED}/audits": Reply({"error": "RecordNotFound"}, 404)}
FORBIDDEN = Reply({"error": "Forbidden"}, 403)


def first_night(**changed: Any) -> LaidOut:
    return LaidOut(payload("zendesk/first_night"), ERASED_AUDITS, changed)


def second_night() -> LaidOut:
    return LaidOut(payload("zendesk/first_night"), payload("zendesk/second_night"), ERASED_AUDITS)


def settings(replay: Replay, start_on: date | None = None) -> ZendeskSettings:
    return ZendeskSettings(
        site=replay.site,
        email="headway@acme.example",
        api_token="canary-token",
        start_on=start_on,
    )


@dataclass
class Nights:
    """What one or two undisturbed nights left behind, for the tests that only look."""

    warehouse: Warehouse
    replay: Replay

    def ids(self, table: str) -> list[str]:
        return self.warehouse.ids(table)

    def asked(self, path: str) -> list[dict[str, str]]:
        return self.replay.asked(path)

    def payload(self, table: str, key: str) -> Any:
        return self.warehouse.payload(table, key)


@contextmanager
def undisturbed(folder: Path, n_nights: int) -> Iterator[Nights]:
    """Give what one or two nights leave behind where nothing goes wrong."""
    with replaying() as replay:
        replay.answering = first_night()
        warehouse = Warehouse(folder, zendesk, replay)
        warehouse.pull(settings(replay))
        if n_nights == 2:
            replay.clock = datetime(2025, 6, 3, 2, tzinfo=UTC)
            replay.answering = second_night()
            warehouse.pull(settings(replay))
        yield Nights(warehouse, replay)
