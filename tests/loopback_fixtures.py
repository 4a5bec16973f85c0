"""A loopback server, and the client all tools share in front of it."""

from collections.abc import Iterator
from functools import partial

import pytest
import tenacity
from loopback import Loopback, loopback

from pipelines.sources import http, waiting
from pipelines.sources.http import Api


@pytest.fixture
def server() -> Iterator[Loopback]:
    with loopback() as server:
        yield server


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The waits between attempts; nobody sits through them."""
    waited: list[float] = []
    monkeypatch.setattr(waiting, "sleep", lambda _: None)
    monkeypatch.setattr(http.tenacity, "Retrying", partial(tenacity.Retrying, sleep=waited.append))
    return waited


@pytest.fixture
def api(server: Loopback, waits: list[float]) -> Api:
    return Api(server.site, ("headway@acme.example", "canary-token"), max_connections=3)
