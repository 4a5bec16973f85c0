"""Zendesk's exports, replayed over two nights into a real DuckDB by a real dlt pipeline."""

import json
from datetime import UTC, date, datetime

import pytest
from dlt.pipeline.exceptions import PipelineStepFailed
from help_desk_replay import LaidOut, Replay, Reply, Warehouse, payload, replaying
from zendesk_nights import (
    ARCHIVED,
    ERASED,
    ERASED_AUDITS,
    NEW,
    OPEN,
    SCRUBBED,
    TICKETS,
    Nights,
    first_night,
    second_night,
    settings,
)

from pipelines.sources import zendesk

pytest_plugins = ("zendesk_fixtures",)


def test_every_table_has_its_documents_under_their_ids(first: Nights) -> None:
    assert {table.name: first.ids(table.name) for table in zendesk.TABLES} == {
        "tickets": [OPEN, SCRUBBED, ARCHIVED, ERASED],
        "metric_sets": ["71001", "71003"],
        "ticket_audits": ["7701", "7702", "8801", "8802", "8803"],
        "users": ["4398046511105201", "4398046511105202"],
        "satisfaction_ratings": ["35436"],
        "groups": ["360000000101", "360000000102"],
        "organizations": ["360000000301"],
        "sla_policies": ["360000000401"],
        "custom_statuses": ["360000000501"],
        "jira_links": ["1234"],
    }


def test_the_columns_are_those_of_every_raw_table(first: Nights) -> None:
    for table in zendesk.TABLES:
        columns = first.warehouse.rows(
            f"select column_name, column_type from (describe {table.name})"
        )
        assert dict(columns[:4]) == {
            "id": "VARCHAR",
            "updated_at": "TIMESTAMP WITH TIME ZONE",
            "payload": "JSON",
            "deleted_at": "TIMESTAMP WITH TIME ZONE",
        }


def test_the_second_night_starts_an_hour_before_the_newest_of_the_first(both: Nights) -> None:
    newest = int(datetime(2025, 6, 1, 9, 30, tzinfo=UTC).timestamp())
    [asked] = both.asked(TICKETS)
    assert asked == {
        "start_time": str(newest - 3600),
        "support_type_scope": "all",
        "include": "metric_sets",
        "per_page": "1000",
    }
    newest_user = int(datetime(2025, 5, 20, 8, tzinfo=UTC).timestamp())
    [asked] = both.asked("/api/v2/incremental/users/cursor")
    assert asked["start_time"] == str(newest_user - 3600)
    assert both.ids("tickets") == [OPEN, SCRUBBED, ARCHIVED, NEW, ERASED]
    assert both.payload("tickets", OPEN)["status"] == "solved"
    assert both.payload("tickets", NEW)["subject"] == "Zero\u200bwidth, \U0001f600, \u0627\u0644"


def test_an_id_beyond_2_to_the_42_stays_exact(first: Nights) -> None:
    ticket = first.payload("tickets", OPEN)
    assert ticket["id"] == 4398046511105001
    assert ticket["requester_id"] == 4398046511105201


def test_a_deleted_ticket_keeps_its_row_and_the_moment_it_went(first: Nights) -> None:
    deleted = first.warehouse.rows(
        "select id, deleted_at from tickets where deleted_at is not null"
    )
    assert deleted == [(SCRUBBED, datetime(2025, 4, 1, 10, tzinfo=UTC))]
    assert first.payload("tickets", SCRUBBED)["subject"] == "SCRUBBED"


def test_a_ticket_repeated_over_pages_is_one_row_and_the_newest(first: Nights) -> None:
    found = first.warehouse.rows(f"select payload ->> 'subject' from tickets where id = '{OPEN}'")
    assert found == [("Second words",)]
    assert first.warehouse.rows("select count(*) from metric_sets where id = '71001'") == [(1,)]


def test_the_metric_set_leaves_the_ticket_as_the_tool_keeps_it(first: Nights) -> None:
    laid_out = payload("zendesk/first_night")
    said = dict(laid_out[f"{TICKETS}?cursor=after-1"]["tickets"][0])
    metric_set = said.pop("metric_set")
    assert first.payload("tickets", ARCHIVED) == said
    assert first.payload("metric_sets", "71003") == metric_set


def test_metric_sets_given_beside_the_tickets_are_not_lost(
    warehouse: Warehouse, replay: Replay
) -> None:
    page = payload("zendesk/first_night")[f"{TICKETS}?cursor=after-1"]
    beside = [ticket.pop("metric_set") for ticket in page["tickets"] if "metric_set" in ticket]
    page["metric_sets"] = beside
    replay.answering = first_night(**{f"{TICKETS}?cursor=after-1": page})
    warehouse.pull(settings(replay))
    assert warehouse.ids("metric_sets") == ["71001", "71003"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Reply({"error": "Forbidden"}, 403), "answered 403"),
        (Reply({"message": "We are under maintenance"}), "without a list `tickets`"),
        (Reply({"tickets": None, "end_of_stream": True}), "without a list `tickets`"),
        (Reply(["maintenance"]), "without a list `tickets`"),
        (Reply({"tickets": [], "after_cursor": "after-9"}), "without `end_of_stream`"),
        (
            Reply({"tickets": [], "after_cursor": None, "end_of_stream": False}),
            "the cursor None with them",
        ),
        (
            Reply({"tickets": [], "after_cursor": "after-1", "end_of_stream": False}),
            "the cursor after-1 twice",
        ),
    ],
    ids=["refused", "maintenance", "no_list", "a_list", "no_end", "no_cursor", "cursor_twice"],
)
def test_a_bad_page_fails_the_night_and_the_next_asks_for_everything_again(
    warehouse: Warehouse, replay: Replay, fault: Reply, told: str
) -> None:
    replay.answering = first_night(**{f"{TICKETS}?cursor=after-1": fault})
    with pytest.raises(PipelineStepFailed, match=told):
        warehouse.pull(settings(replay))
    replay.answering = first_night()
    warehouse.pull(settings(replay))
    assert replay.asked(TICKETS)[0]["start_time"] == "1"
    assert warehouse.ids("tickets") == [OPEN, SCRUBBED, ARCHIVED, ERASED]


def test_a_ticket_that_comes_back_brings_the_history_it_had(
    warehouse: Warehouse, replay: Replay
) -> None:
    warehouse.pull(settings(replay))
    replay.answering = second_night()
    page = replay.answering.pages[f"{TICKETS}?start_time=1748766600"]
    scrubbed = payload("zendesk/first_night")[f"{TICKETS}?start_time=1"]["tickets"][1]
    page["tickets"].append(scrubbed | {"status": "open"})
    replay.answering.pages[f"/api/v2/tickets/{SCRUBBED}/audits"] = {
        "audits": [{"id": 7, "ticket_id": int(SCRUBBED), "created_at": "2025-01-01T00:00:00Z"}],
        "meta": {"has_more": False},
    }
    warehouse.pull(settings(replay))
    assert "7" in warehouse.ids("ticket_audits")


def test_a_start_the_tool_calls_too_recent_is_never_asked_for(
    warehouse: Warehouse, replay: Replay
) -> None:
    latest = int(replay.clock.timestamp()) - 120
    export = payload("zendesk/first_night")[f"{TICKETS}?cursor=after-1"]
    replay.answering = first_night(
        **{
            f"{TICKETS}?start_time={latest}": export,
            "/api/v2/satisfaction_ratings": {"satisfaction_ratings": []},
        }
    )
    warehouse.pull(settings(replay, start_on=date(2099, 1, 1)))
    assert replay.asked(TICKETS)[0]["start_time"] == str(latest)


def test_the_backfill_begins_on_the_day_that_was_set(warehouse: Warehouse, replay: Replay) -> None:
    start = int(datetime(2025, 5, 1, tzinfo=UTC).timestamp())
    export = payload("zendesk/first_night")[f"{TICKETS}?cursor=after-1"]
    replay.answering = first_night(
        **{
            f"{TICKETS}?start_time={start}": export,
            "/api/v2/satisfaction_ratings": {"satisfaction_ratings": []},
        }
    )
    warehouse.pull(settings(replay, start_on=date(2025, 5, 1)))
    assert replay.asked("/api/v2/satisfaction_ratings")[0]["start_time"] == str(start)
    assert replay.asked("/api/v2/incremental/users/cursor")[0]["start_time"] == "1"


def test_the_token_never_reaches_the_host_a_page_names(
    warehouse: Warehouse, replay: Replay
) -> None:
    with replaying() as elsewhere:
        text = json.dumps(payload("zendesk/first_night"))
        foreign = json.loads(text.replace("https://elsewhere.example.com", elsewhere.site))
        replay.answering = LaidOut(foreign, ERASED_AUDITS)
        warehouse.pull(settings(replay))
        assert elsewhere.log == []
    assert {asked.credentials() for asked in replay.log} == {
        "headway@acme.example/token:canary-token"
    }
