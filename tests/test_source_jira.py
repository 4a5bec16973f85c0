"""Jira, replayed over several nights into a real DuckDB by a real dlt pipeline."""

import os
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import tenacity
from dlt.pipeline.exceptions import PipelineStepFailed
from jira_replay import HISTORIES, SEARCH, JiraReplay, Night, jira_replay
from loopback import Reply

from pipelines.sources import http, jira

LATEST = datetime(2025, 6, 2, 11, 15, tzinfo=UTC)
BROKEN = Reply({"errorMessages": ["Internal server error"]}, 500)


@pytest.fixture
def replay() -> Iterator[JiraReplay]:
    with jira_replay() as replay:
        yield replay


@pytest.fixture
def night(tmp_path: Path, replay: JiraReplay, monkeypatch: pytest.MonkeyPatch) -> Night:
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    impatient = partial(tenacity.Retrying, sleep=lambda _: None)
    monkeypatch.setattr(http.tenacity, "Retrying", impatient)
    return Night(tmp_path, replay.server.site)


def epoch_ms(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)


def asked_since(key: str, moment: datetime) -> list[str]:
    return [f'project = "{key}" AND updated >= {epoch_ms(moment)} ORDER BY key ASC']


def test_every_document_of_every_page_is_kept_under_its_own_key(night: Night) -> None:
    night.pull()
    assert {table.name: night.ids(table.name) for table in jira.TABLES[:3]} == {
        "issues": ["10001", "10002", "10003", "20001"],
        "changelogs": ["10001/501", "10001/502", "10001/503", "20001/501"],
        "worklogs": ["71", "72"],
    }
    assert {table.name: night.ids(table.name) for table in jira.TABLES if table.in_full} == {
        "fields": ["customfield_10016", "summary"],
        "statuses": ["1", "3"],
        "issue_types": ["10"],
        "projects": ["100", "200"],
        "users": ["a-1", "a-2", "b-1"],
        "boards": ["1", "2", "3"],
        "sprints": ["31", "32", "33"],
    }


def test_documents_are_stored_as_jira_said_them(night: Night, replay: JiraReplay) -> None:
    replay.laid_out["issues"]["PAY"].pop()
    night.pull()
    issues = night.payloads("issues")
    laid_out = replay.laid_out["issues"]["PAY"]
    assert issues["10001"]["fields"]["summary"] == "Payments \0 stall"
    assert issues["10001"] == laid_out[0][0]
    assert issues["10002"]["fields"]["summary"] == "Refund \ufffd lost, \u4e2d\u6587 kept"
    assert issues["10003"] == {"id": "10003", "key": "PAY-3"}
    histories = {
        f"{issue}/{history['id']}": history
        for issue, histories in replay.laid_out["changelogs"].items()
        for history in histories
    }
    assert night.payloads("changelogs") == histories


def test_moments_are_instants_whatever_their_zone_or_notation(night: Night) -> None:
    night.pull()
    assert dict(night.rows("select id, updated_at from changelogs")) == {
        "10001/501": datetime(2025, 6, 1, 8, tzinfo=UTC),
        "10001/502": datetime(2025, 6, 1, 10, tzinfo=UTC),
        "10001/503": datetime(2025, 6, 2, 10, 30, tzinfo=UTC),
        "20001/501": datetime(2025, 5, 30, 8, tzinfo=UTC),
    }
    assert dict(night.rows("select id, updated_at from issues where id in ('10001', '10003')")) == {
        "10001": LATEST,
        "10003": None,
    }


def test_an_issue_on_two_pages_stays_one_row_and_the_newest_wins(night: Night) -> None:
    night.pull()
    issues = night.payloads("issues")
    assert issues["10001"]["fields"]["summary"] == "Payments stall at the bank"
    assert "before" not in issues["10002"]["fields"]["summary"]
    assert len(night.ids("issues")) == len(issues)


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
    assert night.ids("issues") == ["10001", "10002", "10003", "10004", "20001"]
    assert night.ids("changelogs")[-2:] == ["20001/501", "20001/504"]
    assert night.payloads("worklogs")["71"]["timeSpentSeconds"] == 7200
    assert night.ids("statuses") == ["1", "3", "4"]
    assert night.ids("fields") == ["summary"]
    assert night.ids("sprints") == []


def test_a_moved_issue_stays_the_same_row_under_its_new_key(
    night: Night, replay: JiraReplay
) -> None:
    night.pull()
    replay.night("second_night")
    night.pull()
    assert night.payloads("issues")["20001"]["key"] == "PAY-9"


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
    assert replay.jql() == {"PAY": ['project = "PAY" ORDER BY key ASC']}
    replay.night("first_night")
    night.pull("PAY", "OPS", start_on=date(2025, 5, 1))
    assert replay.jql() == {
        "PAY": asked_since("PAY", LATEST - timedelta(hours=1)),
        "OPS": asked_since("OPS", datetime(2025, 5, 1, tzinfo=UTC)),
    }
    assert "20001" in night.ids("issues")


@pytest.mark.parametrize(
    ("path", "reply", "words"),
    [
        (SEARCH, BROKEN, "still answers HTTP 500 after 6 attempts"),
        (HISTORIES, BROKEN, "still answers HTTP 500 after 6 attempts"),
        (SEARCH, Reply({"message": "We are down for maintenance"}), "`issues`.*maintenance"),
        (SEARCH, Reply({"issues": None}), r"got `null` - at `\$.issues`.*maintenance"),
        (SEARCH, Reply([]), "got `array`.*maintenance"),
        (HISTORIES, Reply({"isLast": True}), "`issueChangeLogs`.*maintenance"),
        (SEARCH, Reply({"issues": [{"key": "PAY-1"}]}), r'field `id`.*\{"key": "PAY-1"\}'),
        (SEARCH, Reply(content=b"<html>later</html>"), "is no JSON"),
        (SEARCH, Reply(content=b'{"issues": [{"id": "1", "a": "\xff"}]}'), "is no JSON"),
        (SEARCH, Reply({"errorMessages": ["no"]}, 401), r"401: .*check the token"),
        ("/rest/api/3/worklog/updated", Reply({"until": 1}), "without a list `values`"),
        ("/rest/api/3/status", Reply({"message": "later"}), "without a list"),
        ("/rest/agile/1.0/board/2/sprint", Reply({"errorMessages": ["no"]}, 400), "400: .*no"),
    ],
)
def test_an_error_on_any_page_loses_nothing_and_moves_no_cursor(
    night: Night, replay: JiraReplay, path: str, reply: Reply, words: str
) -> None:
    night.pull()
    before = night.rows("select * from issues order by id")
    replay.night("first_night")
    replay.instead[path] = reply
    with pytest.raises(PipelineStepFailed, match=f"(?s){words}.*headway|{words}"):
        night.pull()
    assert night.rows("select * from issues order by id") == before
    replay.night("second_night")
    night.pull()
    assert replay.jql()["PAY"] == asked_since("PAY", LATEST - timedelta(hours=1))


def test_a_page_token_that_comes_again_does_not_run_for_ever(
    night: Night, replay: JiraReplay
) -> None:
    for path, key in {SEARCH: "issues", HISTORIES: "issueChangeLogs"}.items():
        replay.instead = {path: Reply({key: [], "nextPageToken": "again"})}
        with pytest.raises(PipelineStepFailed, match="gives the page token again twice"):
            night.pull("PAY")


def test_an_issue_list_cut_short_asks_for_no_history(night: Night, replay: JiraReplay) -> None:
    replay.laid_out["issues"] = {"PAY": [[]]}
    night.pull("PAY")
    assert replay.server.asked(HISTORIES) == []
    assert night.ids("issues") == night.ids("changelogs") == []


def test_a_misspelt_project_fails_in_jira_s_words_and_names_the_remedy(night: Night) -> None:
    with pytest.raises(PipelineStepFailed, match="'PYA' does not exist for the field 'project'"):
        night.pull("PYA")
    settings = night.settings("PAY", "PYA")
    [problem] = jira.probe(jira.connect(settings, 4), settings)
    assert problem.place == '.dlt/config.toml [sources.jira] projects "PYA"'
    assert "correct the key" in problem.remedy


def test_a_refused_token_is_named_before_the_night(night: Night, replay: JiraReplay) -> None:
    settings = night.settings("PAY")
    assert jira.probe(jira.connect(settings, 4), settings) == []
    replay.instead["/rest/api/3/myself"] = Reply({"message": "Client must be authenticated"}, 401)
    [problem] = jira.probe(jira.connect(settings, 4), settings)
    assert "401: " in problem.problem
    assert "check the token" in problem.problem


def test_remote_links_are_read_only_when_asked_for(night: Night, replay: JiraReplay) -> None:
    def paths() -> list[str]:
        return [asked.path for asked in replay.server.log if "remotelink" in asked.path]

    night.pull()
    assert paths() == []
    replay.night("first_night")
    night.pull(start_on=None, remote_links=True)
    assert "/rest/api/3/issue/10003/remotelink" in paths()
    assert night.payloads("remote_links") == {
        "10001/9": replay.laid_out["remote_links"]["10001"][0],
        "20001/9": replay.laid_out["remote_links"]["20001"][0],
    }


def test_accounts_filtered_out_of_a_page_do_not_end_the_list(
    night: Night, replay: JiraReplay
) -> None:
    night.pull()
    starts = [asked.query["startAt"] for asked in replay.server.asked("/rest/api/3/users/search")]
    assert starts == ["0", "200", "400"]


def test_every_table_has_the_raw_shape(night: Night) -> None:
    night.pull(remote_links=True)
    for table in jira.TABLES:
        columns: dict[str, Any] = dict(
            night.rows(f"select column_name, column_type from (describe {table.name})")
        )
        assert {name: kind for name, kind in columns.items() if not name.startswith("_dlt")} == {
            "id": "VARCHAR",
            "updated_at": "TIMESTAMP WITH TIME ZONE",
            "payload": "JSON",
            "deleted_at": "TIMESTAMP WITH TIME ZONE",
        }


def test_neither_the_token_nor_our_own_notes_are_stored(
    night: Night, replay: JiraReplay, tmp_path: Path
) -> None:
    night.pull(remote_links=True)
    for asked in replay.server.log:
        assert asked.headers["authorization"].startswith("Basic ")
    for folder, _, files in os.walk(tmp_path):
        for file in files:
            content = (Path(folder) / file).read_bytes()
            assert b"canary-token" not in content, file
    for table in jira.TABLES:
        assert not night.rows(f"select 1 from {table.name} where contains(payload, '_headway')")
