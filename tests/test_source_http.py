"""The client all tools share: where its requests go, and how many at once."""

from collections.abc import Iterator
from threading import Lock
from time import sleep

import pytest
from loopback import Asked, Loopback, Reply, loopback

from pipelines.sources.answers import RefusedError, SourceError
from pipelines.sources.concurrency import for_each
from pipelines.sources.http import Api

pytest_plugins = ("loopback_fixtures",)


@pytest.fixture
def foreign() -> Iterator[Loopback]:
    with loopback() as server:
        yield server


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_a_redirect_to_another_host_is_refused_and_never_sees_the_token(
    api: Api, server: Loopback, foreign: Loopback, status: int
) -> None:
    there = {"Location": f"{foreign.site}/rest"}
    server.answering = lambda _: Reply({}, status, there)
    for ask in (lambda: api.get("/rest"), lambda: api.post("/rest", {})):
        with pytest.raises(SourceError, match=r"nothing was sent there.*headway check"):
            ask()
    assert foreign.log == []


def test_a_link_to_another_host_is_refused_and_never_sees_the_token(
    api: Api, server: Loopback, foreign: Loopback
) -> None:
    next_page = {"Link": f'<{foreign.site}/rest?page=2>; rel="next"'}
    server.answering = lambda _: Reply([], headers=next_page)
    link = api.get("/rest").next_link()
    assert link == f"{foreign.site}/rest?page=2"
    port = server.site.rsplit(":")[-1]
    for url in (link, server.site.replace("http:", "https:"), f"http://localhost:{port}/rest"):
        with pytest.raises(SourceError, match="is not the configured site"):
            api.get(url)
    assert foreign.log == []
    assert len(server.log) == 1


def test_a_redirect_on_the_same_host_is_followed_with_what_was_asked(
    api: Api, server: Loopback
) -> None:
    moved = {"Location": "/there?page=2"}
    server.answering = lambda asked: (
        Reply([asked.query, asked.body]) if asked.path == "/there" else Reply({}, 301, moved)
    )
    assert api.get("/here", page=1).body == [{"page": "2"}, None]
    assert api.post("/here", {"ids": [1]}).body == [{"page": "2"}, {"ids": [1]}]
    assert all(asked.headers["authorization"].startswith("Basic ") for asked in server.log)


def test_redirects_in_circles_end(api: Api, server: Loopback) -> None:
    server.answering = lambda _: Reply({}, 302, {"Location": "/rest"})
    with pytest.raises(SourceError, match="in circles"):
        api.get("/rest")


def test_no_more_requests_are_under_way_than_allowed(api: Api, server: Loopback) -> None:
    under_way, most, lock = 0, 0, Lock()

    def slowly(_: Asked) -> Reply:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        sleep(0.02)
        with lock:
            under_way -= 1
        return Reply([])

    server.answering = slowly
    assert len(list(for_each(lambda n: api.get(f"/{n}"), range(24), workers=12))) == 24
    assert most == api.max_connections == 3
    assert api.n_requests == 24


def test_the_token_is_nowhere_but_in_the_header(api: Api, server: Loopback) -> None:
    server.answering = lambda _: Reply({"message": "no"}, 400)
    with pytest.raises(RefusedError) as refused:
        api.get("/rest", page=1)
    [asked] = server.log
    assert asked.headers["user-agent"].startswith("headway")
    assert "canary-token" not in repr(api) + str(refused.value) + str(asked.query)
