"""The example servers are worth their tests only if they refuse and cut as the vendors do."""

import json
import socket
import subprocess
import sys
import textwrap
import threading
import time
from datetime import UTC, datetime
from urllib.parse import urlsplit

import pytest
import requests

from pipelines.example import server
from pipelines.example.server import Limits, serve

AUTHORISED = {
    "jira": ("headway@example.com", "example-jira-token"),
    "zendesk": ("headway@example.com/token", "example-zendesk-token"),
    "freshdesk": ("example-freshdesk-key", "X"),
}
BEARER = {"Authorization": "Bearer example-github-token"}
PATHS = {
    "jira": "/rest/api/3/myself",
    "github": "/user",
    "zendesk": "/api/v2/users/me.json",
    "freshdesk": "/api/v2/agents/me",
}


def ask(served, tool, path=None, **arguments):
    arguments.setdefault("headers", BEARER if tool == "github" else None)
    arguments.setdefault("auth", AUTHORISED.get(tool))
    return requests.get(served.urls[tool] + (path or PATHS[tool]), timeout=10, **arguments)


@pytest.mark.parametrize("tool", PATHS)
def test_a_wrong_secret_is_refused_and_logged(tool):
    with serve({}) as served:
        wrong = {"Authorization": "Bearer wrong"}
        refused = ask(served, tool, headers=wrong, auth=None)
        accepted = ask(served, tool)
    assert (refused.status_code, accepted.status_code) == (401, 200)
    assert [(line.status, line.has_authorization) for line in served.requests] == [
        (401, True),
        (200, True),
    ]
    assert f"http://{served.requests[0].host}" == served.urls[tool]


@pytest.mark.parametrize("tool", PATHS)
def test_the_date_header_is_the_simulated_clock(tool):
    with serve({}) as served:
        before = ask(served, tool).headers["Date"]
        served.clock = datetime(2026, 9, 29, 6, tzinfo=UTC)
        after = ask(served, tool).headers["Date"]
    assert before == "Mon, 28 Sep 2026 06:00:00 GMT"
    assert after == "Tue, 29 Sep 2026 06:00:00 GMT"


@pytest.mark.parametrize("tool", PATHS)
def test_an_unknown_address_is_not_found(tool):
    with serve({}) as served:
        assert ask(served, tool, "/no/such/place").status_code == 404


@pytest.mark.parametrize(
    ("tool", "status", "reason"),
    [
        ("jira", 429, "RateLimit-Reason"),
        ("zendesk", 429, "Retry-After"),
        ("freshdesk", 429, "Retry-After"),
        ("github", 403, "x-ratelimit-reset"),
    ],
)
def test_too_many_requests_are_refused_until_the_window_ends(tool, status, reason):
    with serve({}, limits=Limits(**{tool: 2}, window_seconds=0.5)) as served:
        answers = [ask(served, tool) for _ in range(3)]
        time.sleep(0.6)
        later = ask(served, tool)
    assert [one.status_code for one in answers] == [200, 200, status]
    assert reason in answers[-1].headers
    assert later.status_code == 200


def test_github_s_spent_quota_says_zero_remaining_and_its_secondary_limit_says_how_long():
    with serve({}, limits=Limits(github=1)) as served:
        ask(served, "github")
        spent = ask(served, "github")
    assert spent.headers["x-ratelimit-remaining"] == "0"
    assert "Retry-After" not in spent.headers
    reset = int(spent.headers["x-ratelimit-reset"]) - int(served.clock.timestamp())
    assert 0 < reset <= 60
    with serve({}, limits=Limits(github_secondary=1)) as served:
        ask(served, "github")
        hasty = ask(served, "github")
    assert (hasty.status_code, int(hasty.headers["Retry-After"]) > 0) == (403, True)
    assert "secondary rate limit" in hasty.json()["message"]
    assert hasty.headers["x-ratelimit-remaining"] != "0"


def test_hostile_text_travels_as_it_was_said():
    title = "nul \x00, half \ud83d, <script>"
    documents = {"jira": {"fields": {"f": {"id": "f", "name": title}}}}
    with serve(documents) as served:
        assert ask(served, "jira", "/rest/api/3/field").json()[0]["name"] == title


def test_the_servers_in_the_background_end_when_their_parent_is_killed():
    parent_code = textwrap.dedent(
        """
        import json, sys, time
        from pipelines.example.background import serve_in_background
        with serve_in_background(1, 0.01) as served:
            print(json.dumps(served.urls), flush=True)
            time.sleep(60)
        """
    )
    with subprocess.Popen([sys.executable, "-c", parent_code], stdout=subprocess.PIPE) as parent:
        urls = json.loads(parent.stdout.readline())
        answer = requests.get(urls["github"] + "/user", headers=BEARER, timeout=10)
        parent.kill()
    assert answer.json()["login"] == "headway-reader"
    deadline = time.monotonic() + 10
    while _answers(urls["github"]) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _answers(urls["github"])


def test_the_port_asked_for_is_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as earlier:
        port = earlier.getsockname()[1]
        threading.Timer(0.5, earlier.close).start()
        with serve({}, ports={"jira": port}) as served:
            assert served.urls["jira"] == f"http://127.0.0.1:{port}"
            assert ask(served, "jira").ok


def test_a_port_that_stays_taken_is_replaced(monkeypatch):
    monkeypatch.setattr(server, "PORT_AWAITED_SECONDS", 0)
    with socket.create_server(("127.0.0.1", 0)) as foreign:
        port = foreign.getsockname()[1]
        with serve({}, ports={"jira": port}) as served:
            assert urlsplit(served.urls["jira"]).port in server.PORTS
            assert ask(served, "jira").ok


def _answers(url):
    try:
        return requests.get(url, timeout=1).ok or True
    except requests.ConnectionError:
        return False
