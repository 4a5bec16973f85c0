"""Jira's comments: a search gives twenty an issue, and none beyond them is lost."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import tenacity
from dlt.pipeline.exceptions import PipelineStepFailed
from jira_replay import JiraReplay, Night, jira_replay
from loopback import Reply

from pipelines.sources import http, jira
from pipelines.sources.answers import SourceError
from pipelines.sources.http import Api
from pipelines.sources.jira_comments import comments_of

ISSUE = "10005"
LIST = f"/rest/api/3/issue/{ISSUE}/comment"
IN_A_SEARCH = 20
"""Atlassian: /search/jql returns at most 20 comments an issue."""


FAULTS = [
    (Reply({"errorMessages": ["Internal server error"]}, 500), "still answers HTTP 500"),
    (Reply({"message": "later"}), "without a list `comments`"),
    (Reply({"errorMessages": ["Not today"]}, 403), "403: .*Not today"),
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


@pytest.fixture
def api(night: Night) -> Api:
    return jira.connect(night.settings("PAY"), 4)


def comment(replay: JiraReplay, n: int) -> None:
    """Have so many comments on the issue, of which a search gives the first few."""
    [said] = [one for one in replay.laid_out["issues"]["PAY"][1] if one["id"] == ISSUE]
    replay.comments = [{"id": str(900 + n), "body": f"\u4e2d {n}"} for n in range(n)]
    few = replay.comments[:IN_A_SEARCH]
    said["fields"]["comment"] = {"comments": few, "maxResults": IN_A_SEARCH, "total": n, "self": ""}


def comments(night: Night) -> list[Any]:
    found: list[Any] = night.payloads("issues")[ISSUE]["fields"]["comment"]["comments"]
    return found


def test_an_issue_of_thirty_comments_keeps_thirty_and_is_else_as_jira_said_it(
    night: Night, replay: JiraReplay
) -> None:
    night.pull("PAY")
    before = night.payloads("issues")
    comment(replay, 30)
    night.pull("PAY")
    after = night.payloads("issues")
    said = {"comments": replay.comments, "maxResults": 30, "total": 30, "self": ""}
    assert after[ISSUE]["fields"].pop("comment") == said
    assert after == before
    assert before[ISSUE]["fields"]["estimate"] == 123456789012345678901234567890


@pytest.mark.parametrize("n", [0, IN_A_SEARCH])
def test_an_issue_whose_comments_all_came_with_it_is_asked_nothing_more(
    night: Night, replay: JiraReplay, n: int
) -> None:
    comment(replay, n)
    night.pull("PAY")
    assert (comments(night), replay.server.asked(LIST)) == (replay.comments, [])


@pytest.mark.parametrize("at", [0, 5, 11, 12, 29])
def test_a_comment_deleted_between_two_pages_hides_no_other(
    api: Api, replay: JiraReplay, at: int
) -> None:
    comment(replay, 30)
    replay.meanwhile = [lambda: replay.comments.pop(at)]
    found = comments_of(api, ISSUE)
    assert (len(found), found) == (29, replay.comments)


def test_one_deleted_and_one_written_between_two_pages_hide_no_other(
    api: Api, replay: JiraReplay
) -> None:
    comment(replay, 30)
    replay.meanwhile = [lambda: replay.comments.append(replay.comments.pop(3) | {"id": "999"})]
    assert comments_of(api, ISSUE) == replay.comments


def test_a_list_that_never_holds_still_is_given_up(api: Api, replay: JiraReplay) -> None:
    comment(replay, 60)
    replay.meanwhile = [lambda: replay.comments.pop(0)] * 30
    with pytest.raises(SourceError, match="would never end; later type: headway nightly"):
        comments_of(api, ISSUE)
    assert len(replay.server.asked(LIST)) == 10


def test_what_was_edited_and_deleted_since_is_replaced(night: Night, replay: JiraReplay) -> None:
    comment(replay, 30)
    night.pull("PAY")
    replay.comments[25] = replay.comments[25] | {"body": "edited"}
    del replay.comments[28]
    night.pull("PAY")
    assert (comments(night), len(replay.comments)) == (replay.comments, 29)


def test_comments_that_cannot_be_read_lose_nothing_and_move_no_cursor(
    night: Night, replay: JiraReplay
) -> None:
    night.pull("PAY")
    before = night.rows("select * from issues order by id")
    comment(replay, 30)
    asked = []
    for reply, words in FAULTS:
        replay.instead[LIST] = reply
        replay.server.log.clear()
        with pytest.raises(PipelineStepFailed, match=words):
            night.pull("PAY")
        assert night.rows("select * from issues order by id") == before
        asked.append(replay.jql())
    replay.instead.clear()
    replay.server.log.clear()
    night.pull("PAY")
    assert asked == [replay.jql()] * len(FAULTS), "the cursor stays where it was"
    assert comments(night) == replay.comments


def test_an_issue_deleted_since_it_was_found_stays_as_it_was_found(
    night: Night, replay: JiraReplay
) -> None:
    comment(replay, 30)
    replay.instead[LIST] = Reply({"errorMessages": ["Issue does not exist"]}, 404)
    night.pull("PAY")
    assert comments(night) == replay.comments[:IN_A_SEARCH]
