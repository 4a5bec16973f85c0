"""GitHub, replayed over several nights into a real DuckDB by a real dlt pipeline."""

import json
import os
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from dlt.pipeline.exceptions import PipelineStepFailed
from github_replay import PAYLOADS, GitHubReplay, Night, Reply, github_replay, github_settings

from pipelines.sources import github

FORBIDDEN = {"message": "Resource not accessible by personal access token"}


@pytest.fixture
def replay() -> Iterator[GitHubReplay]:
    with github_replay() as replay:
        replay.night("first_night")
        yield replay


@pytest.fixture
def night(tmp_path: Path, replay: GitHubReplay, monkeypatch: pytest.MonkeyPatch) -> Night:
    monkeypatch.setenv("RUNTIME__DLTHUB_TELEMETRY", "false")
    return Night(tmp_path, replay.site)


def laid_out(path: str, night: str = "first_night") -> list[dict[str, Any]]:
    pages = json.loads((PAYLOADS / f"{night}.json").read_text())[path]
    return [document for page in pages for document in page]


def test_no_document_is_changed_or_filed_under_another_s_key(night: Night) -> None:
    night.pull()
    assert {table.name: night.ids(table.name) for table in github.TABLES} == {
        "repositories": ["1001"],
        "pull_requests": ["9002"],
        "reviews": ["7001", "7002"],
        "commits": ["9002/b1", "9002/b2"],
        "issues": ["501", "502", "8796093022208"],
        "sub_issues": ["501/777"],
        "comments": ["301"],
        "review_comments": ["351"],
        "events": ["401", "402"],
        "closing_references": ["9002"],
        "transfers": [],
        "milestones": ["81"],
        "labels": ["61", "62", "63"],
    }
    for table, path in {
        "pull_requests": "/repos/acme/pay/pulls",
        "reviews": "/repos/acme/pay/pulls/2/reviews",
        "commits": "/repos/acme/pay/pulls/2/commits",
        "sub_issues": "/repos/acme/pay/issues/1/sub_issues",
        "closing_references": "/graphql",
    }.items():
        stored = [
            json.loads(row[0])
            for row in night.rows(f"select payload from raw_github.{table} order by id")
        ]
        assert stored == laid_out(path)


def test_every_table_has_the_raw_shape_even_where_documents_carry_no_moment(night: Night) -> None:
    night.pull()
    for table in github.TABLES:
        columns = dict(
            night.rows(f"select column_name, column_type from (describe raw_github.{table.name})")
        )
        assert {name: kind for name, kind in columns.items() if not name.startswith("_dlt")} == {
            "id": "VARCHAR",
            "updated_at": "TIMESTAMP WITH TIME ZONE",
            "payload": "JSON",
            "deleted_at": "TIMESTAMP WITH TIME ZONE",
        }
    moments = dict(night.rows("select id, updated_at from raw_github.reviews"))
    assert moments == {"7001": datetime(2025, 6, 2, 10, tzinfo=UTC), "7002": None}
    moments = dict(night.rows("select id, updated_at from raw_github.commits"))
    assert moments == {"9002/b1": datetime(2025, 6, 1, 8, 59, tzinfo=UTC), "9002/b2": None}


def test_a_document_on_two_pages_stays_one_row_and_the_newest_wins(night: Night) -> None:
    night.pull()
    [(title, updated_at)] = night.rows(
        "select payload ->> 'title', updated_at from raw_github.issues where id = '501'"
    )
    assert title == "Payments stall at the bank"
    assert updated_at == datetime(2025, 6, 2, 11, tzinfo=UTC)


def test_the_second_night_asks_only_for_what_changed(night: Night, replay: GitHubReplay) -> None:
    night.pull()
    replay.night("second_night")
    night.pull()
    since = {"since": "2025-06-02T10:00:00Z", "sort": "updated", "direction": "asc"}
    for path in ("issues", "issues/comments", "pulls/comments"):
        [asked] = replay.asked(f"/repos/acme/pay/{path}")
        assert asked.query.items() >= since.items()
    assert replay.asked("/repos/acme/pay/issues")[0].query["state"] == "all"
    assert len(replay.asked("/repos/acme/pay/pulls")) == 1
    assert len(replay.asked("/repos/acme/pay/issues/events")) == 1
    assert len(replay.asked("/graphql")) == 2
    assert "/repos/acme/pay/pulls/4/reviews" in replay.paths()
    assert "/repos/acme/pay/pulls/90/reviews" not in replay.paths()
    assert night.ids("pull_requests") == ["9002", "9004"]
    assert night.ids("commits") == ["9002/b1", "9002/b2", "9004/b1"]
    assert night.ids("events") == ["401", "402", "403"]
    assert night.ids("closing_references") == ["9002", "9004"]
    assert night.ids("labels") == ["61"]
    states = dict(night.rows("select id, payload ->> 'state' from raw_github.issues"))
    assert states == {"501": "closed", "502": "open", "504": "open", "8796093022208": "closed"}


def test_pull_requests_are_read_before_the_issues_that_hold_their_rows(
    night: Night, replay: GitHubReplay
) -> None:
    night.pull()
    order = [asked.path for asked in replay.log]
    assert order.index("/repos/acme/pay/pulls") < order.index("/repos/acme/pay/issues")


def test_a_change_dated_in_the_future_does_not_carry_the_cursor_past_github_s_clock(
    night: Night, replay: GitHubReplay
) -> None:
    replay.clock = datetime(2025, 6, 2, 10, 40, 30, tzinfo=UTC)
    night.pull()
    replay.log.clear()
    night.pull()
    [asked, *_] = replay.asked("/repos/acme/pay/issues")
    assert asked.query["since"] == "2025-06-02T09:40:30Z"


@pytest.mark.parametrize("path", ["pulls/4/reviews", "issues", "issues/events", "labels"])
def test_an_error_on_any_list_loses_nothing(night: Night, replay: GitHubReplay, path: str) -> None:
    night.pull()
    before = night.rows("select * from raw_github.issues order by id")
    replay.night("second_night")
    replay.endpoints[f"/repos/acme/pay/{path}"] = lambda _: Reply(FORBIDDEN, 403)
    with pytest.raises(PipelineStepFailed, match=r"answered 403: .*not accessible"):
        night.pull()
    assert night.rows("select * from raw_github.issues order by id") == before
    assert len(replay.asked(f"/repos/acme/pay/{path}")) == 1
    replay.night("second_night")
    night.pull()
    [asked] = replay.asked("/repos/acme/pay/issues")
    assert asked.query["since"] == "2025-06-02T10:00:00Z"


def test_a_failing_repository_moves_no_other_s_cursor(night: Night, replay: GitHubReplay) -> None:
    replay.endpoints["/repos/acme/ops"] = lambda _: Reply({"id": 1002, "full_name": "acme/ops"})
    replay.endpoints["/repos/acme/ops/issues/events"] = lambda _: Reply(FORBIDDEN, 403)
    with pytest.raises(PipelineStepFailed):
        night.pull("acme/pay", "acme/ops")
    replay.endpoints.pop("/repos/acme/ops/issues/events")
    replay.log.clear()
    night.pull("acme/pay", "acme/ops")
    for repository in ("pay", "ops"):
        [asked, *_] = replay.asked(f"/repos/acme/{repository}/issues")
        assert asked.query["since"] == "1970-01-01T00:00:00Z"


def test_a_repository_that_joins_later_is_read_from_the_beginning(
    night: Night, replay: GitHubReplay
) -> None:
    night.pull(start_on=date(2025, 1, 1))
    replay.endpoints["/repos/acme/ops"] = lambda _: Reply({"id": 1002, "full_name": "acme/ops"})
    replay.log.clear()
    night.pull("acme/pay", "acme/ops", start_on=date(2025, 1, 1))
    [asked] = replay.asked("/repos/acme/ops/issues")
    assert asked.query["since"] == "2025-01-01T00:00:00Z"
    [asked, *_] = replay.asked("/repos/acme/pay/issues")
    assert asked.query["since"] == "2025-06-02T10:00:00Z"


def test_a_renamed_repository_is_followed_and_not_read_twice(
    night: Night, replay: GitHubReplay
) -> None:
    night.pull()
    there = {"Location": f"{replay.site}/repositories/1001"}
    replay.endpoints["/repositories/1001"] = replay.endpoints["/repos/acme/pay"]
    replay.endpoints["/repos/acme/checkout"] = lambda _: Reply({}, 301, there)
    replay.log.clear()
    night.pull("acme/checkout", "acme/pay")
    assert night.ids("repositories") == ["1001"]
    [asked, _] = replay.asked("/repos/acme/pay/issues")
    assert asked.query["since"] == "2025-06-02T10:00:00Z"


def test_a_repository_under_a_new_name_is_read_from_its_beginning_once(
    night: Night, replay: GitHubReplay
) -> None:
    """None of its documents is dated anew: what did not change would keep the former name."""
    night.pull()
    renamed = {"id": 1001, "full_name": "acme/checkout"}
    replay.endpoints["/repos/acme/pay"] = lambda _: Reply(renamed)
    lists = {path for path in replay.endpoints if path.startswith("/repos/acme/pay/")}
    for path in lists:
        there = path.replace("/pay/", "/checkout/")
        replay.endpoints[there] = replay.endpoints[path]
    for since in ("1970-01-01T00:00:00Z", "2025-06-02T10:00:00Z"):
        replay.log.clear()
        night.pull()
        [asked, *_] = replay.asked("/repos/acme/checkout/issues")
        assert asked.query["since"] == since


def test_cursors_that_were_kept_without_a_name_are_gone_on_from(
    night: Night, replay: GitHubReplay, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the first night after an upgrade would read every repository anew."""
    with monkeypatch.context() as earlier:
        earlier.setattr(github, "read_names", dict)
        night.pull()
    replay.log.clear()
    night.pull()
    [asked, *_] = replay.asked("/repos/acme/pay/issues")
    assert asked.query["since"] == "2025-06-02T10:00:00Z"


def test_the_token_is_sent_as_a_header_and_stored_nowhere(
    night: Night, replay: GitHubReplay, tmp_path: Path
) -> None:
    night.pull()
    for asked in replay.log:
        assert asked.headers["authorization"] == "Bearer canary-token"
        assert asked.headers["accept"] == "application/vnd.github+json"
        assert asked.headers["x-github-api-version"] == "2022-11-28"
    for folder, _, files in os.walk(tmp_path):
        for file in files:
            assert b"canary-token" not in (Path(folder) / file).read_bytes(), file
    settings = github_settings(replay.site)
    assert "canary-token" not in repr(github.connect(settings, 4)) + repr(settings)


def test_no_repositories_means_no_request_and_no_rows(night: Night, replay: GitHubReplay) -> None:
    settings = github_settings(replay.site).model_copy(update={"repositories": []})
    api = github.connect(settings, 4)
    assert sum(len(page) for page in github.source(api, settings)) == 0
    assert api.n_requests == 0


def test_a_refused_token_or_name_is_named_before_the_night(replay: GitHubReplay) -> None:
    def answered(status: int) -> dict[str, Any]:
        return {"/repos/acme/pay/issues": lambda _: Reply({"message": "no"}, status)}

    settings = github_settings(replay.site)
    assert github.probe(github.connect(settings, 4), settings) == []
    for status, remedy in {401: "renew", 403: "read access", 404: "correct the name"}.items():
        replay.endpoints = answered(status)
        [problem] = github.probe(github.connect(settings, 4), settings)
        assert problem.place == '.dlt/config.toml [sources.github] repositories "acme/pay"'
        assert str(status) in problem.problem
        assert remedy in problem.remedy
    replay.endpoints = answered(410)
    assert github.probe(github.connect(settings, 4), settings) == []
