"""Jira, replayed over several nights into a real DuckDB by a real dlt pipeline."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from jira_replay import LATEST, JiraReplay, Night, asked_since, epoch_ms, jira_replay

from pipelines.sources import jira


@pytest.fixture
def replay() -> Iterator[JiraReplay]:
    with jira_replay() as replay:
        yield replay


@pytest.fixture
def night(tmp_path: Path, replay: JiraReplay) -> Night:
    return Night(tmp_path, replay.server.site)


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Night, JiraReplay]]:
    """A first night, pulled once, for tests that only look at it."""
    with jira_replay() as replay:
        night = Night(tmp_path_factory.mktemp("jira"), replay.server.site)
        night.pull(remote_links=True)
        yield night, replay


First = tuple[Night, JiraReplay]


def test_every_document_of_every_page_is_kept_under_its_own_key(first: First) -> None:
    night, _ = first
    assert {table.name: night.ids(table.name) for table in jira.TABLES} == {
        "issues": ["10001", "10002", "10003", "10005", "20001"],
        "changelogs": ["10001/501", "10001/502", "10001/503", "20001/501"],
        "worklogs": ["71", "72"],
        "remote_links": ["10001/9", "20001/9"],
        "fields": ["customfield_10016", "summary"],
        "statuses": ["1", "3"],
        "issue_types": ["10"],
        "projects": ["100", "200"],
        "users": ["a-1", "a-2", "b-1"],
        "boards": ["1", "2", "3"],
        "sprints": ["31", "32", "33"],
    }


def test_documents_are_stored_as_jira_said_them(first: First) -> None:
    night, replay = first
    issues = night.payloads("issues")
    assert issues["10003"] == {"id": "10003", "key": "PAY-3"}
    assert issues["10005"]["fields"] == {
        "summary": "NUL \0, half \ufffd, \u4e2d\u6587",
        "updated": "2025-06-01T12:00:00.000Z",
        "estimate": 123456789012345678901234567890,
        "share": 1.1,
        "resolution": None,
    }
    for table, parents in {"changelogs": "changelogs", "remote_links": "remote_links"}.items():
        assert night.payloads(table) == {
            f"{issue}/{document['id']}": document
            for issue, documents in replay.laid_out[parents].items()
            for document in documents
        }


def test_moments_are_instants_whatever_their_zone_or_notation(first: First) -> None:
    night, _ = first
    assert dict(night.rows("select id, updated_at from changelogs")) == {
        "10001/501": datetime(2025, 6, 1, 8, tzinfo=UTC),
        "10001/502": datetime(2025, 6, 1, 10, tzinfo=UTC),
        "10001/503": datetime(2025, 6, 2, 10, 30, tzinfo=UTC),
        "20001/501": datetime(2025, 5, 30, 8, tzinfo=UTC),
    }
    moments = dict(night.rows("select id, updated_at from issues"))
    assert (moments["10001"], moments["10003"]) == (LATEST, None)


def test_an_issue_on_two_pages_stays_one_row_and_the_newest_wins(first: First) -> None:
    night, _ = first
    issues = night.payloads("issues")
    assert issues["10001"]["fields"]["summary"] == "Payments stall at the bank"
    assert issues["10002"]["fields"]["summary"] == "Refund"
    assert len(night.ids("issues")) == len(issues)


def test_accounts_filtered_out_of_a_page_do_not_end_the_list(first: First) -> None:
    _, replay = first
    starts = [asked.query["startAt"] for asked in replay.server.asked("/rest/api/3/users/search")]
    assert starts == ["0", "200", "400"]


def test_every_table_has_the_raw_shape(first: First) -> None:
    night, _ = first
    for table in jira.TABLES:
        columns = dict(night.rows(f"select column_name, column_type from (describe {table.name})"))
        assert {name: kind for name, kind in columns.items() if not name.startswith("_dlt")} == {
            "id": "VARCHAR",
            "updated_at": "TIMESTAMP WITH TIME ZONE",
            "payload": "JSON",
            "deleted_at": "TIMESTAMP WITH TIME ZONE",
        }


def test_neither_the_token_nor_our_own_notes_are_stored(first: First) -> None:
    night, replay = first
    for asked in replay.server.log:
        assert asked.headers["authorization"].startswith("Basic ")
    for folder, _, files in os.walk(night.folder):
        for file in files:
            assert b"canary-token" not in (Path(folder) / file).read_bytes(), file
    for table in jira.TABLES:
        assert not night.rows(f"select 1 from {table.name} where contains(payload, '_headway')")


def test_the_second_night_asks_for_what_changed_and_an_hour_more(
    night: Night, replay: JiraReplay
) -> None:
    night.pull()
    replay.night("second_night")
    night.pull()
    assert replay.jql() == {
        "PAY": asked_since("PAY", LATEST - timedelta(hours=1)),
        "OPS": asked_since("OPS", datetime(2025, 5, 30, 7, tzinfo=UTC)),
    }
    [first, *_] = replay.server.asked("/rest/api/3/worklog/updated")
    assert int(first.query["since"]) == epoch_ms(datetime(2025, 6, 2, 9, tzinfo=UTC))
    assert night.ids("issues") == ["10001", "10002", "10003", "10004", "10005", "20001"]
    assert night.payloads("issues")["20001"]["key"] == "PAY-9", "moved, and still one row"
    assert night.ids("changelogs")[-2:] == ["20001/501", "20001/504"]
    assert night.payloads("worklogs")["71"]["timeSpentSeconds"] == 7200
    assert night.ids("statuses") == ["1", "3", "4"]
    assert night.ids("fields") == ["summary"]
    assert night.ids("sprints") == []


def test_a_change_dated_in_the_future_does_not_carry_the_cursor_past_jira_s_clock(
    night: Night, replay: JiraReplay
) -> None:
    replay.night("second_night")
    replay.server.clock = datetime(2025, 6, 3, 8, 0, 30, tzinfo=UTC)
    night.pull("PAY")
    replay.night("second_night")
    night.pull("PAY")
    assert replay.jql()["PAY"] == asked_since("PAY", datetime(2025, 6, 3, 7, 0, 30, tzinfo=UTC))


def test_a_project_that_joins_later_is_read_from_the_beginning(
    night: Night, replay: JiraReplay
) -> None:
    night.pull("PAY")
    assert replay.jql() == {"PAY": ['project = "PAY" ORDER BY created ASC, key ASC']}
    replay.night("first_night")
    night.pull("PAY", "OPS", start_on=date(2025, 5, 1))
    assert replay.jql() == {
        "PAY": asked_since("PAY", LATEST - timedelta(hours=1)),
        "OPS": asked_since("OPS", datetime(2025, 5, 1, tzinfo=UTC)),
    }
    assert "20001" in night.ids("issues")


def test_remote_links_are_read_only_when_asked_for(night: Night, replay: JiraReplay) -> None:
    night.pull()
    assert not [asked.path for asked in replay.server.log if "remotelink" in asked.path]
