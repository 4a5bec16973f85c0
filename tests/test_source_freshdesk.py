"""Freshdesk, played over several nights into a real DuckDB by a real dlt pipeline."""

import logging
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from dlt.pipeline.exceptions import PipelineStepFailed
from freshdesk_desk import (
    DELETED,
    FIRST,
    RATINGS,
    SOLVED,
    SPAM,
    TICKETS,
    WAITING,
    HelpDesk,
    settings,
)
from help_desk_replay import Replay, Reply, Warehouse, payload, replaying

from pipelines.sources import freshdesk


@pytest.fixture
def desk() -> HelpDesk:
    return HelpDesk()


@pytest.fixture
def replay(desk: HelpDesk) -> Iterator[Replay]:
    with replaying() as replay:
        replay.answering = desk
        yield replay


@pytest.fixture
def warehouse(tmp_path: Path, replay: Replay) -> Warehouse:
    return Warehouse(tmp_path, freshdesk, replay)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Warehouse, Replay]]:
    """Give what one undisturbed night left behind, for the tests that only look."""
    with replaying() as replay:
        replay.answering = HelpDesk()
        warehouse = Warehouse(tmp_path_factory.mktemp("first"), freshdesk, replay)
        warehouse.pull(settings(replay))
        yield warehouse, replay


def test_every_table_has_its_documents_under_their_ids(first: tuple[Warehouse, Replay]) -> None:
    warehouse, _ = first
    documents = payload("freshdesk/help_desk")
    for table in freshdesk.TABLES:
        said = {str(document["id"]): document for document in documents[table.name]}
        assert warehouse.ids(table.name) == sorted(said)
        assert {key: warehouse.payload(table.name, key) for key in said} == said


def test_the_columns_are_those_of_every_raw_table(first: tuple[Warehouse, Replay]) -> None:
    for table in freshdesk.TABLES:
        columns = first[0].rows(f"select column_name, column_type from (describe {table.name})")
        assert dict(columns[:4]) == {
            "id": "VARCHAR",
            "updated_at": "TIMESTAMP WITH TIME ZONE",
            "payload": "JSON",
            "deleted_at": "TIMESTAMP WITH TIME ZONE",
        }


def test_a_ticket_older_than_30_days_is_not_lost(first: tuple[Warehouse, Replay]) -> None:
    warehouse, replay = first
    assert FIRST in warehouse.ids("tickets")
    asked = replay.asked(TICKETS)
    assert all("updated_since" in query for query in asked)
    assert asked[0] == {
        "updated_since": "2010-01-01T00:00:00Z",
        "order_by": "updated_at",
        "order_type": "asc",
        "per_page": "100",
        "page": "1",
        "include": "stats,requester,description",
    }


def test_deleted_and_spam_tickets_are_kept_and_only_deleted_ones_say_when(
    first: tuple[Warehouse, Replay],
) -> None:
    warehouse, replay = first
    gone = warehouse.rows("select id, deleted_at from tickets where deleted_at is not null")
    assert gone == [(DELETED, datetime(2025, 6, 1, 10, tzinfo=UTC))]
    assert SPAM in warehouse.ids("tickets")
    filters = [query["filter"] for query in replay.asked(TICKETS) if "filter" in query]
    assert set(filters) == {"deleted", "spam"}


def test_the_key_is_sent_as_the_user_of_basic_authentication(
    first: tuple[Warehouse, Replay],
) -> None:
    assert {asked.credentials() for asked in first[1].log} == {"canary-key:X"}


def test_the_second_night_resumes_an_hour_before_the_newest_of_each_list(
    warehouse: Warehouse, replay: Replay, desk: HelpDesk
) -> None:
    warehouse.pull(settings(replay))
    desk.ticket(FIRST).update(status=5, updated_at="2025-06-02T11:30:00Z")
    late = {"id": 71000000009, "ticket_id": int(FIRST), "updated_at": "2025-06-02T11:30:00Z"}
    desk.documents["conversations"].append(late)
    warehouse.pull(settings(replay))
    starts = {}
    for query in replay.asked(TICKETS):
        starts.setdefault(query.get("filter"), query["updated_since"])
    assert starts == {
        None: "2025-06-01T11:00:00Z",
        "deleted": "2025-06-01T09:00:00Z",
        "spam": "2025-06-01T10:00:00Z",
    }
    assert warehouse.payload("tickets", FIRST)["status"] == 5
    assert "71000000009" in warehouse.ids("conversations")
    assert f"{TICKETS}/{SOLVED}/conversations" not in replay.paths()
    assert warehouse.ids("tickets") == [FIRST, SOLVED, DELETED, SPAM, WAITING]


def test_a_ticket_deleted_later_turns_into_a_deleted_row(
    warehouse: Warehouse, replay: Replay, desk: HelpDesk
) -> None:
    warehouse.pull(settings(replay))
    desk.ticket(SOLVED).update(deleted=True, updated_at="2025-06-02T09:00:00Z")
    warehouse.pull(settings(replay))
    gone = warehouse.rows("select id from tickets where deleted_at is not null order by id")
    assert gone == [(SOLVED,), (DELETED,)]


def test_the_backfill_begins_on_the_day_that_was_set(warehouse: Warehouse, replay: Replay) -> None:
    warehouse.pull(settings(replay, start_on=date(2025, 6, 1)))
    assert warehouse.ids("tickets") == [DELETED, SPAM, WAITING]
    assert replay.asked(RATINGS)[0]["created_since"] == "2025-06-01T00:00:00Z"


@pytest.mark.parametrize(
    "fault",
    [
        Reply({"code": "invalid_value"}, 400),
        Reply({"message": "We are under maintenance"}),
        Reply(None),
    ],
    ids=["refused", "maintenance", "nothing"],
)
def test_a_bad_page_fails_the_night_and_the_next_asks_for_everything_again(
    warehouse: Warehouse, replay: Replay, desk: HelpDesk, fault: Reply
) -> None:
    desk.replies[f"{TICKETS}/{WAITING}/conversations"] = fault
    with pytest.raises(PipelineStepFailed, match="conversations"):
        warehouse.pull(settings(replay))
    desk.replies.clear()
    warehouse.pull(settings(replay))
    assert replay.asked(TICKETS)[0]["updated_since"] == "2010-01-01T00:00:00Z"
    assert warehouse.ids("tickets") == [FIRST, SOLVED, DELETED, SPAM, WAITING]


def test_a_ticket_erased_while_it_is_read_does_not_stop_the_night(
    warehouse: Warehouse, replay: Replay, desk: HelpDesk
) -> None:
    desk.replies[f"{TICKETS}/{WAITING}/conversations"] = Reply(None, 404)
    warehouse.pull(settings(replay))
    assert WAITING in warehouse.ids("tickets")


def test_a_rating_is_read_again_for_30_days(
    warehouse: Warehouse, replay: Replay, desk: HelpDesk
) -> None:
    warehouse.pull(settings(replay))
    desk.documents["satisfaction_ratings"][0]["feedback"] = "Better now"
    warehouse.pull(settings(replay))
    assert replay.asked(RATINGS)[0]["created_since"] == "2025-05-01T20:00:00Z"
    assert warehouse.payload("satisfaction_ratings", "70000000601")["feedback"] == "Better now"


def test_a_plan_without_surveys_does_not_stop_the_night(
    warehouse: Warehouse, replay: Replay, desk: HelpDesk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.replies[RATINGS] = Reply({"code": "require_feature"}, 403)
    with caplog.at_level(logging.WARNING, "pipelines.sources"):
        warehouse.pull(settings(replay))
    assert warehouse.ids("satisfaction_ratings") == []
    assert any("satisfaction_ratings" in message for message in caplog.messages)


def test_a_moment_in_the_future_does_not_carry_the_cursor_beyond_the_clock(
    warehouse: Warehouse, replay: Replay, desk: HelpDesk
) -> None:
    desk.ticket(WAITING)["updated_at"] = "2031-01-01T00:00:00Z"
    warehouse.pull(settings(replay))
    desk.ticket(FIRST).update(status=5, updated_at="2025-06-02T11:30:00Z")
    warehouse.pull(settings(replay))
    assert warehouse.payload("tickets", FIRST)["status"] == 5
