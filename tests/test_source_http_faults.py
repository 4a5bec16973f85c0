"""The client all tools share, when an answer is a limit, a refusal, half, or not there."""

from collections.abc import Callable
from typing import Any

import pytest
from loopback import Asked, Loopback, Reply

from pipelines.sources import http, waiting
from pipelines.sources.answers import (
    QuotaSpentError,
    RefusedError,
    SourceError,
    UnexpectedAnswerError,
)
from pipelines.sources.http import ATTEMPTS, Api
from pipelines.sources.waiting import LONGEST_WAIT_SECONDS

pytest_plugins = ("loopback_fixtures",)
FINE = Reply([{"id": 1}])


def one_after_another(*replies: Reply) -> Callable[[Asked], Reply]:
    left = list(replies)
    return lambda _: left.pop(0)


@pytest.mark.parametrize(
    ("headers", "shortest", "longest"),
    [
        ({"Retry-After": "1"}, 1, 1),
        ({"Retry-After": "1.5"}, 1.5, 1.5),
        ({"Retry-After": "0"}, 1, 1),
        ({"Retry-After": "Mon, 02 Jun 2025 12:00:07 GMT"}, 7, 7),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2025-06-02T12:00Z"}, 1, 1),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "2025-06-02T12:00:09Z"}, 9, 9),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1748865611"}, 11, 11),
        ({"X-RateLimit-Remaining": "5", "X-RateLimit-Reset": "1748869999"}, 1, 1.5),
        ({"Retry-After": "later"}, 1, 1.5),
        ({"Retry-After": "nan"}, 1, 1.5),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "soon"}, 1, 1.5),
        ({"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "9" * 30}, 1, 1.5),
        ({}, 1, 1.5),
    ],
)
def test_a_limit_is_waited_for_as_long_as_the_tool_asks_by_its_own_clock(
    api: Api,
    server: Loopback,
    waits: list[float],
    headers: dict[str, str],
    shortest: float,
    longest: float,
) -> None:
    server.answering = one_after_another(Reply("slow down", 429, headers), FINE)
    assert api.get("/rest").documents() == [{"id": 1}]
    [waited] = waits
    assert shortest <= waited <= longest


def test_a_wait_longer_than_a_run_should_ends_it_as_spent(
    api: Api, server: Loopback, waits: list[float]
) -> None:
    hour = {"Retry-After": str(LONGEST_WAIT_SECONDS + 1)}
    server.answering = lambda _: Reply("quota", 429, hour)
    with pytest.raises(QuotaSpentError, match=r"asks to wait 121 s.*headway nightly"):
        api.get("/rest")
    assert (len(server.log), waits) == (1, [])


def test_a_limit_that_outlasts_all_patience_is_a_spent_quota_and_no_failure(
    api: Api, server: Loopback, waits: list[float]
) -> None:
    server.answering = lambda _: Reply("slow down", 429, {"Retry-After": "1"})
    with pytest.raises(QuotaSpentError, match=f"HTTP 429 after {ATTEMPTS} attempts.*nightly"):
        api.get("/rest")
    assert waits == [1] * (ATTEMPTS - 1)


def test_github_s_limits_are_told_from_a_plain_refusal(
    api: Api, server: Loopback, waits: list[float]
) -> None:
    secondary = Reply({"message": "You have exceeded a secondary rate limit"}, 403)
    primary = Reply({}, 403, {"x-ratelimit-remaining": "0", "x-ratelimit-reset": "1748865605"})
    server.answering = one_after_another(secondary, primary, FINE)
    api.get("/rest")
    assert waits == [60, 5]
    server.log.clear()
    server.answering = lambda _: Reply({"message": "Must have admin rights"}, 403)
    with pytest.raises(RefusedError, match=r"403: .*admin rights.*read access") as refused:
        api.get("/rest")
    assert (len(server.log), refused.value.status) == (1, 403)


@pytest.mark.parametrize("status", [400, 401, 404, 409, 410, 422])
def test_a_refusal_is_not_asked_for_again_and_says_what_to_do(
    api: Api, server: Loopback, status: int
) -> None:
    server.answering = lambda _: Reply({"errorMessages": ["Not like this"]}, status)
    with pytest.raises(RefusedError, match=rf"answered {status}: .*Not like this.*; \w+"):
        api.get("/rest")
    assert len(server.log) == 1


def test_a_conflict_is_asked_again_where_the_tool_means_a_moment_by_it(
    server: Loopback, waits: list[float]
) -> None:
    server.answering = one_after_another(Reply("busy", 409), FINE)
    api = Api(server.site, ("headway@acme.example", "canary-token"), also_passing=(409,))
    assert api.get("/rest").documents() == [{"id": 1}]
    assert len(waits) == 1


@pytest.mark.parametrize("status", [500, 502, 503, 504])
def test_a_server_s_fault_is_asked_again_a_few_times(
    api: Api, server: Loopback, waits: list[float], status: int
) -> None:
    server.answering = one_after_another(Reply("", status), Reply("", status), FINE)
    assert api.get("/rest").documents() == [{"id": 1}]
    server.log.clear()
    waits.clear()
    server.answering = lambda _: Reply("", status)
    with pytest.raises(SourceError, match=f"HTTP {status} after {ATTEMPTS} attempts.*nightly"):
        api.get("/rest")
    assert len(server.log) == api.n_requests - 3 == ATTEMPTS
    assert waits == sorted(waits), "each wait is longer than the last"


@pytest.mark.parametrize(
    "broken",
    [
        Reply(FINE.body, cut=4),
        Reply(FINE.body, cut=0),
        Reply(content=b"nothing zipped", headers={"Content-Encoding": "gzip"}),
        Reply(content=b'[{"id": 1'),
        Reply(content=b"<html>We are down for maintenance</html>"),
        Reply(None, 400, {"Content-Type": "application/json"}, b'{"errorMessages": ["The bo'),
    ],
    ids=["cut", "cut at once", "not gzip", "half a JSON", "HTML", "half a refusal"],
)
def test_an_answer_that_does_not_arrive_whole_is_asked_for_again(
    api: Api, server: Loopback, waits: list[float], broken: Reply
) -> None:
    server.answering = one_after_another(broken, FINE)
    assert api.get("/rest").documents() == [{"id": 1}]
    assert len(waits) == 1
    server.answering = lambda _: broken
    with pytest.raises(SourceError, match=r"cannot be read: .*headway check"):
        api.get("/rest")


def test_nobody_listening_is_a_failure_that_names_the_site(api: Api, server: Loopback) -> None:
    nowhere = Api("http://127.0.0.1:9", api.auth)
    with pytest.raises(SourceError, match=r"127.0.0.1:9/rest cannot be read.*the network"):
        nowhere.get("/rest")


def test_an_answer_larger_than_memory_allows_is_not_read_to_its_end(
    api: Api, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "LARGEST_ANSWER_BYTES", 1000)
    server.answering = lambda _: Reply(content=b'"' + b"x" * 998 + b'"')
    assert len(api.get("/rest").body) == 998
    server.answering = lambda _: Reply(content=b'"' + b"x" * 999 + b'"')
    with pytest.raises(SourceError, match="larger than 1000 bytes"):
        api.get("/rest")


@pytest.mark.parametrize("body", [{"message": "maintenance"}, {"values": None}, None, "later", []])
def test_a_200_without_the_list_is_no_empty_page(api: Api, server: Loopback, body: Any) -> None:
    server.answering = lambda _: Reply(body)
    with pytest.raises(UnexpectedAnswerError, match="answered 200 without a list `values`"):
        api.get("/rest").documents("values")
    assert len(server.log) == 1


def test_one_thread_s_limit_is_every_thread_s_pause(
    api: Api, server: Loopback, waits: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    server.answering = one_after_another(Reply("slow", 429, {"Retry-After": "9"}), FINE, FINE)
    api.get("/rest")
    slept: list[float] = []
    monkeypatch.setattr(waiting, "sleep", slept.append)
    api.get("/rest")
    assert len(slept) == 1
    assert 8 < slept[0] <= 9


def test_the_last_request_granted_is_followed_by_the_reset_and_not_by_a_refusal(
    api: Api, server: Loopback, waits: list[float]
) -> None:
    last = {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "1748869211"}
    server.answering = one_after_another(Reply([{"id": 1}], headers=last))
    api.get("/rest")
    with pytest.raises(QuotaSpentError, match="its quota is spent"):
        api.get("/rest")
    assert len(server.log) == 1
