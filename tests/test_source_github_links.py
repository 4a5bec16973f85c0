"""Which issues a pull request closes, asked of GitHub's GraphQL."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from github_replay import GitHubReplay, Reply, connection, github_replay
from pydantic import SecretStr

from pipelines.sources.answers import (
    QuotaSpentError,
    UnexpectedAnswerError,
)
from pipelines.sources.github import BearerToken
from pipelines.sources.github_links import closing_references
from pipelines.sources.http import Api

BEGIN = datetime(2025, 6, 1, tzinfo=UTC)


@pytest.fixture
def replay() -> Iterator[GitHubReplay]:
    with github_replay() as replay:
        yield replay


@pytest.fixture
def api(replay: GitHubReplay) -> Api:
    return Api(replay.site, BearerToken(SecretStr("canary-token")))


def test_part_of_the_links_with_errors_counts_as_unread(api: Api, replay: GitHubReplay) -> None:
    part = connection([[{"fullDatabaseId": "1", "updatedAt": "2025-06-02T09:00:00Z"}]], None)
    trouble = Reply({**part, "errors": [{"message": "Something went wrong"}]})
    replies = [trouble, Reply(part)]
    replay.endpoints["/graphql"] = lambda _: replies.pop(0)
    assert list(closing_references(api, "acme/pay", BEGIN)) == [
        part["data"]["repository"]["pullRequests"]["nodes"]
    ]
    for kind, error in {
        "NOT_FOUND": UnexpectedAnswerError,
        "RATE_LIMITED": QuotaSpentError,
    }.items():
        replay.log.clear()
        errors = [{"type": kind, "message": "no"}]
        replay.endpoints["/graphql"] = lambda _, errors=errors: Reply({**part, "errors": errors})
        with pytest.raises(error):
            list(closing_references(api, "acme/pay", BEGIN))
        assert len(replay.log) == 1
    replay.endpoints["/graphql"] = lambda _: Reply({"data": {"repository": None}})
    with pytest.raises(UnexpectedAnswerError, match="without pull requests"):
        list(closing_references(api, "acme/pay", BEGIN))


def test_an_enterprise_site_is_asked_for_links_beside_its_rest_path() -> None:
    with github_replay(prefix="/api") as replay:
        api = Api(f"{replay.site}/v3", BearerToken(SecretStr("canary-token")))
        assert list(closing_references(api, "acme/pay", BEGIN)) == [[]]
        [asked] = replay.log
    assert (asked.method, asked.path) == ("POST", "/graphql")
    assert asked.body["variables"] == {"owner": "acme", "name": "pay", "first": 100, "after": None}
