"""GitHub replayed, and a client that asks it."""

from collections.abc import Iterator

import pytest
from github_replay import GitHubReplay, github_replay
from pydantic import SecretStr

from pipelines.sources.github import BearerToken
from pipelines.sources.http import Api


@pytest.fixture
def replay() -> Iterator[GitHubReplay]:
    with github_replay() as replay:
        yield replay


@pytest.fixture
def api(replay: GitHubReplay) -> Api:
    return Api(replay.site, BearerToken(SecretStr("canary-token")))
