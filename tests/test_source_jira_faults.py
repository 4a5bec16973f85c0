"""Jira in trouble: what it answers instead of pages, and that nothing is lost by it."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
import tenacity
from dlt.pipeline.exceptions import PipelineStepFailed
from jira_replay import (
    HISTORIES,
    LATEST,
    SEARCH,
    JiraReplay,
    Night,
    asked_since,
    jira_replay,
)
from loopback import Reply

from pipelines.sources import http, jira

BROKEN = Reply({"errorMessages": ["Internal server error"]}, 500)
REFUSED = Reply({"errorMessages": ["Not today"]}, 400)
FAULTS = [
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
    (
        "/rest/api/3/worklog/updated",
        Reply({"values": [], "lastPage": False, "until": 0}),
        "promises more changes.*would never end",
    ),
    ("/rest/api/3/status", Reply({"message": "later"}), "without a list"),
    (
        "/rest/agile/1.0/board",
        Reply({"values": [{"id": 5}], "isLast": False}),
        "gives the page before again.*would never end",
    ),
    ("/rest/api/3/users/search", Reply([{"accountId": "a"}]), "would never end"),
    ("/rest/agile/1.0/board", REFUSED, "400: .*Not today"),
    ("/rest/agile/1.0/board/3/sprint", REFUSED, "400: .*Not today"),
]


@pytest.fixture
def replay() -> Iterator[JiraReplay]:
    with jira_replay() as replay:
        yield replay


@pytest.fixture
def night(tmp_path: Path, replay: JiraReplay, monkeypatch: pytest.MonkeyPatch) -> Night:
    impatient = partial(tenacity.Retrying, sleep=lambda _: None)
    monkeypatch.setattr(http.tenacity, "Retrying", impatient)
    return Night(tmp_path, replay.server.site)


def test_an_error_on_any_page_loses_nothing_and_moves_no_cursor(
    night: Night, replay: JiraReplay
) -> None:
    night.pull()
    before = night.rows("select * from issues order by id")
    for path, reply, words in FAULTS:
        replay.night("second_night")
        replay.instead[path] = reply
        with pytest.raises(PipelineStepFailed, match=words):
            night.pull()
        assert night.rows("select * from issues order by id") == before
    replay.night("second_night")
    night.pull()
    assert replay.jql()["PAY"] == asked_since("PAY", LATEST - timedelta(hours=1))
    assert "10004" in night.ids("issues")


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
