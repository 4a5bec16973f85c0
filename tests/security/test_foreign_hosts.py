"""The token goes to the configured site only; a recording server waits for it everywhere else."""

from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest
from loopback import Asked, Loopback, Reply, loopback

from pipelines.sources import zendesk_pages
from pipelines.sources.answers import SourceError
from pipelines.sources.freshdesk_pages import conversation_pages, numbered_pages
from pipelines.sources.github_pages import whole_list
from pipelines.sources.http import Api
from pipelines.sources.jira_pages import issues_found, offset_pages
from pipelines.sources.slices import Slice
from pipelines.sources.zendesk_pages import export_pages, list_pages

pytest_plugins = ("loopback_fixtures",)


@pytest.fixture
def foreign() -> Iterator[Loopback]:
    """Another host, as far as a client can tell: another port. It would answer anything."""
    with loopback(lambda _: Reply([{"id": 666}])) as server:
        yield server


def port_of(site: str) -> int:
    return urlsplit(site).port or 0


def disguised(site: str, foreign: str) -> list[str]:
    """Give addresses of the foreign host, most of them dressed as the site."""
    here, there = urlsplit(site).netloc, urlsplit(foreign).netloc
    port = port_of(foreign)
    return [
        f"http://{there}/rest",
        f"//{there}/rest",
        f"http://{here}@{there}/rest",
        f"http://{here}%2f@{there}/rest",
        f"http://{here}\\@{there}/rest",
        f"http://{there}\\@{here}/rest",
        f"http://{there}#@{here}/rest",
        f"http://{there}?@{here}/rest",
        f"http:/\\{there}/rest",
        f"http:///{there}/rest",
        f"HTTP://{there}/rest",
        f"https://{here}/rest",
        f"http://localhost:{port}/rest",
        f"http://2130706433:{port}/rest",
        f"http://0x7f000001:{port}/rest",
        f"http://127.1:{port}/rest",
        f"http://[::ffff:127.0.0.1]:{port}/rest",
        f"http://[::1]:{port}/rest",
        f"http://127.0.0.1.:{port}/rest",
        f"file://{there}/etc/passwd",
        "file:///etc/passwd",
        f"ftp://{here}/rest",
    ]


N_DISGUISES = len(disguised("http://127.0.0.1:1", "http://127.0.0.1:2"))


@pytest.mark.parametrize("number", range(N_DISGUISES))
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_elsewhere_is_never_followed(
    api: Api, server: Loopback, foreign: Loopback, number: int, status: int
) -> None:
    target = disguised(server.site, foreign.site)[number]
    server.answering = lambda asked: (
        Reply({}, status, {"Location": target}) if asked.path == "/start" else Reply([])
    )
    for ask in (lambda: api.get("/start"), lambda: api.post("/start", {"q": "x"})):
        try:
            ask()
        except SourceError as refusal:
            assert "canary-token" not in str(refusal)
    assert foreign.log == []
    assert {asked.headers["host"] for asked in server.log} == {urlsplit(server.site).netloc}


@pytest.mark.parametrize("number", range(N_DISGUISES))
def test_a_link_elsewhere_is_never_followed(
    api: Api, server: Loopback, foreign: Loopback, number: int
) -> None:
    target = disguised(server.site, foreign.site)[number]
    server.answering = lambda _: Reply([{"id": 1}], headers={"Link": f'<{target}>; rel="next"'})
    with pytest.raises(SourceError):
        list(whole_list(api, "/repos/acme/pay/labels"))
    assert foreign.log == []


def with_foreign_links(foreign: str) -> Callable[[Asked], Reply]:
    """Answer as each tool does, the next page everywhere named on the foreign host."""
    there = f"{foreign}/page2"
    links = {
        "next_page": there, "nextPage": there, "after_url": there, "next": there, "self": there,
        "links": {"next": there}, "_links": {"next": there, "base": foreign},
    }  # fmt: skip

    def answer(asked: Asked) -> Reply:
        asked_for = asked.body or asked.query
        is_second = bool(
            asked_for.keys() & {"cursor", "page[after]", "nextPageToken"}
            or asked_for.get("page") == "2"
            or asked_for.get("startAt", "0") != "0"
        )
        body: Any = links | {
            "tickets": [{"id": 1}], "after_cursor": "c2", "end_of_stream": is_second,
            "meta": {"has_more": not is_second, "after_cursor": "c2"}, "groups": [{"id": 1}],
            "issues": [{"id": "1", "fields": {}}],
            "values": [{"id": 2 if is_second else 1}], "isLast": is_second,
        }  # fmt: skip
        if not is_second:
            body["nextPageToken"] = "t2"
        if asked.path.startswith("/api/v2/tickets") or asked.path.startswith("/api/v2/agents"):
            if is_second:
                return Reply([])
            body = [{"id": n} for n in range(30)]
        return Reply(body, headers={"Link": f'<{there}>; rel="next"'})

    return answer


@pytest.mark.parametrize(
    "read",
    [
        lambda api: issues_found(api, 'project = "PAY"'),
        lambda api: offset_pages(api, "/rest/api/3/project/search"),
        lambda api: export_pages(api, "tickets", {}, None, Slice()),
        lambda api: list_pages(api, "/api/v2/groups"),
        lambda api: numbered_pages(api, "/api/v2/agents"),
        lambda api: conversation_pages(api, 7),
    ],
    ids=["jira search", "jira lists", "zendesk export", "zendesk lists", "freshdesk", "answers"],
)
def test_who_pages_by_cursor_or_number_asks_no_address_the_tool_names(
    api: Api,
    server: Loopback,
    foreign: Loopback,
    read: Callable[[Api], Iterator[Any]],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(zendesk_pages, "resume_points", dict)
    server.answering = with_foreign_links(foreign.site)
    list(read(api))
    assert len(server.log) >= 2, "the second page was asked for, here"
    assert foreign.log == []


def test_the_recording_server_would_have_seen_the_token(foreign: Loopback, waits: list) -> None:
    Api(foreign.site, ("headway@acme.example", "canary-token")).get("/rest")
    [seen] = foreign.log
    assert seen.headers["authorization"].startswith("Basic ")
