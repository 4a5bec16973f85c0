"""Zendesk's audits and other lists, and what is told before the first night."""

import logging
from datetime import UTC, datetime

import pytest
from dlt.pipeline.exceptions import PipelineStepFailed
from help_desk_replay import LaidOut, Replay, Reply, Warehouse, payload
from zendesk_nights import (
    ARCHIVED,
    AUDITS,
    ERASED_AUDITS,
    FORBIDDEN,
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


def test_a_night_that_fails_after_the_tickets_does_not_skip_their_audits(
    warehouse: Warehouse, replay: Replay
) -> None:
    warehouse.pull(settings(replay))
    replay.answering = second_night()
    replay.answering.pages[f"{AUDITS}?sort=-created_at&page[after]=late-1"] = FORBIDDEN
    replay.answering.pages[f"{AUDITS}?sort=-created_at"]["audits"].pop()
    with pytest.raises(PipelineStepFailed, match="403"):
        warehouse.pull(settings(replay))
    replay.answering = second_night()
    warehouse.pull(settings(replay))
    assert replay.asked(TICKETS)[0]["start_time"] == "1748766600"
    assert {"8804", "8805"} <= set(warehouse.ids("ticket_audits"))


def test_the_history_of_an_archived_ticket_is_not_missing(first: Nights) -> None:
    audits = first.warehouse.rows(
        f"select id from ticket_audits where payload ->> 'ticket_id' = '{ARCHIVED}' order by id"
    )
    assert audits == [("7701",), ("7702",)]
    assert f"/api/v2/tickets/{OPEN}/audits" not in first.replay.paths()
    assert f"/api/v2/tickets/{SCRUBBED}/audits" not in first.replay.paths()


def test_audits_are_read_down_to_an_hour_before_the_last_ones(both: Nights) -> None:
    assert [asked.get("page[after]") for asked in both.asked(AUDITS)] == [None, "late-1"]
    assert both.ids("ticket_audits") == [*("7701", "7702", "8801", "8802", "8803", "8804", "8805")]


@pytest.mark.parametrize("listed", ["oldest_first", "refuses_to_sort"])
def test_audits_listed_oldest_first_do_not_hide_the_new_ones(
    warehouse: Warehouse, replay: Replay, listed: str
) -> None:
    warehouse.pull(settings(replay))
    replay.answering = second_night()
    pages = replay.answering.pages
    newest_first = pages.pop(f"{AUDITS}?sort=-created_at")
    if listed == "refuses_to_sort":
        pages[f"{AUDITS}?sort=-created_at"] = Reply({"error": "InvalidSort"}, 400)
    new, solved, commented = newest_first["audits"]
    pages[f"/api/v2/tickets/{NEW}/audits"] = {"audits": [new]}
    pages[f"/api/v2/tickets/{OPEN}/audits"] = {"audits": [commented, solved]}
    warehouse.pull(settings(replay))
    assert {"8804", "8805"} <= set(warehouse.ids("ticket_audits"))
    assert len(replay.asked(AUDITS)) == 1


def test_a_list_that_goes_on_by_page_number_is_not_cut_short(
    warehouse: Warehouse, replay: Replay
) -> None:
    groups = {"groups": [], "next_page": "https://elsewhere.example.com/api/v2/groups?page=2"}
    replay.answering = first_night(**{"/api/v2/groups": groups})
    with pytest.raises(PipelineStepFailed, match="page number"):
        warehouse.pull(settings(replay))


@pytest.mark.parametrize("status", [403, 404])
def test_a_plan_without_service_levels_or_jira_does_not_stop_the_night(
    warehouse: Warehouse, replay: Replay, caplog: pytest.LogCaptureFixture, status: int
) -> None:
    missing = {
        "sla_policies": "/api/v2/slas/policies",
        "custom_statuses": "/api/v2/custom_statuses",
        "jira_links": "/api/v2/jira/links",
        "satisfaction_ratings": "/api/v2/satisfaction_ratings?start_time=1",
    }
    refused = Reply({"error": "Forbidden"}, status)
    replay.answering = first_night(**dict.fromkeys(missing.values(), refused))
    with caplog.at_level(logging.WARNING, "pipelines.sources"):
        warehouse.pull(settings(replay))
    assert [warehouse.ids(table) for table in missing] == [[], [], [], []]
    for address in missing.values():
        assert any(address in message for message in caplog.messages)


def test_a_right_lost_between_two_pages_does_not_pass_for_a_plan_without_the_list(
    warehouse: Warehouse, replay: Replay
) -> None:
    first = payload("zendesk/first_night")["/api/v2/jira/links"]
    first["meta"]["has_more"] = True
    pages = {"/api/v2/jira/links": first, "/api/v2/jira/links?page[after]=l1": FORBIDDEN}
    replay.answering = first_night(**pages)
    with pytest.raises(PipelineStepFailed, match="403"):
        warehouse.pull(settings(replay))


def test_a_rating_changed_weeks_after_it_was_offered_is_read_again(both: Nights) -> None:
    since = int(datetime(2025, 5, 1, 10, tzinfo=UTC).timestamp())
    assert both.asked("/api/v2/satisfaction_ratings")[0]["start_time"] == str(since)
    assert both.payload("satisfaction_ratings", "35436")["score"] == "good"


def test_a_moment_in_the_future_does_not_carry_the_cursor_beyond_the_clock(
    warehouse: Warehouse, replay: Replay
) -> None:
    laid_out = payload("zendesk/first_night")
    laid_out[f"{AUDITS}?page[after]=audits-1"]["audits"][0]["created_at"] = "2031-01-01T00:00:00Z"
    replay.answering = LaidOut(laid_out, ERASED_AUDITS)
    warehouse.pull(settings(replay))
    replay.answering = second_night()
    warehouse.pull(settings(replay))
    assert {"8804", "8805"} <= set(warehouse.ids("ticket_audits"))


def probed(replay: Replay, reply: Reply) -> list[str]:
    replay.answering = lambda _: reply
    one = settings(replay)
    return [str(problem) for problem in zendesk.probe(zendesk.connect(one, 1), one)]


def test_wrong_credentials_do_not_pass_as_an_anonymous_user(replay: Replay) -> None:
    [problem] = probed(replay, Reply({"user": {"id": None, "role": "end-user"}}))
    assert "does not know headway@acme.example" in problem
    assert "secrets.toml" in problem


def test_an_agent_who_may_not_export_is_told_before_the_night(replay: Replay) -> None:
    [problem] = probed(replay, Reply({"user": {"id": 7, "role": "agent"}}))
    assert "only an admin may export" in problem


@pytest.mark.parametrize(
    "reply", [Reply({"error": "Couldn't authenticate you"}, 401), Reply({}, 404), Reply([])]
)
def test_a_site_that_refuses_is_a_problem_with_a_remedy(replay: Replay, reply: Reply) -> None:
    [problem] = probed(replay, reply)
    assert "headway check" in problem
    assert "canary-token" not in problem


def test_an_administrator_is_no_problem(replay: Replay) -> None:
    assert probed(replay, Reply({"user": {"id": 7, "role": "admin"}})) == []
