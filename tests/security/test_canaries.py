"""Canary credentials are found nowhere but in .dlt/secrets.toml, however a night goes."""

import logging
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from connected import CANARIES, NEEDLES, Connected, connected, without_models
from leftovers import places_of
from loopback import Asked, Reply, loopback

from pipelines.check import check
from pipelines.sources import http
from pipelines.sources.answers import SourceError
from pipelines.sources.http import Api

pytest_plugins = ("loopback_fixtures",)


@pytest.fixture
def place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> Iterator[Connected]:
    without_models(monkeypatch)
    with connected(tmp_path / "workspace") as place:
        yield place


def leaks(place: Connected, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture) -> list:
    """Name every place a canary has reached."""
    said = capfd.readouterr()
    spoken = {"log": caplog.text, "stdout": said.out, "stderr": said.err}
    found = places_of(NEEDLES, place.workspace, but=["secrets.toml"])
    return found + [where for where, text in spoken.items() if any(n in text for n in NEEDLES)]


def test_a_night_that_goes_well_leaves_no_secret_anywhere(
    place: Connected, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    for _ in range(2):
        code, shown = place.night()
        assert code == 0, shown
    assert check(place.workspace) == []
    assert leaks(place, caplog, capfd) == []
    assert len(places_of(NEEDLES, place.workspace)) == 1, "the search finds what is there"


def test_refused_credentials_are_not_repeated(
    place: Connected, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    assert place.night()[0] == 0
    for credentials in place.served.credentials.values():
        credentials.update(dict.fromkeys(credentials, "another"))
    code, shown = place.night()
    assert code == 3, shown
    assert shown.count("401") >= 3
    assert len(check(place.workspace)) >= 4
    assert leaks(place, caplog, capfd) == []


def said_back(asked: Asked) -> dict[str, str]:
    return {"error": "debugging proxy", "you sent": asked.headers.get("authorization", "")}


@pytest.mark.parametrize("status", [200, 400, 401, 403, 404, 429, 500])
@pytest.mark.parametrize("is_json", [True, False])
def test_a_debugging_proxy_that_says_the_token_back_spreads_it_no_further(
    place: Connected,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture,
    status: int,
    is_json: bool,
) -> None:
    caplog.set_level(logging.DEBUG)

    def answer(asked: Asked) -> Reply:
        body = said_back(asked)
        page = None if is_json else f"<html>{body['you sent']}</html>".encode()
        return Reply(body, status, content=page)

    with loopback(answer) as proxy:
        config = place.workspace / ".dlt/config.toml"
        config.write_text(re.sub(r'site = "[^"]*"', f'site = "{proxy.site}"', config.read_text()))
        code, _ = place.night()
        problems = " ".join(map(str, check(place.workspace)))
        assert proxy.log, "every tool was asked"
    assert code == 1
    assert problems
    assert not [needle for needle in NEEDLES if needle in problems]
    assert leaks(place, caplog, capfd) == []


def test_a_fault_of_ours_while_a_token_is_at_hand_does_not_log_it(
    place: Connected,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    caplog.set_level(logging.DEBUG)

    def broken(api: Api, url: str) -> None:
        raise RuntimeError(f"cannot make a request of {api!r} and {api.__dict__['_host']}")

    monkeypatch.setattr(http.Api, "_refuse_other_hosts", broken)
    code, shown = place.night()
    assert code == 1
    assert "cannot make a request" in shown
    assert leaks(place, caplog, capfd) == []


def test_a_token_said_back_is_blanked_whole_and_in_its_parts() -> None:
    token = CANARIES["jira"]["api_token"]
    with loopback(lambda asked: Reply(said_back(asked) | {"token": token}, 400)) as server:
        api = Api(server.site, ("headway@acme.example", token))
        with pytest.raises(SourceError, match=r'"you sent":"Basic \*\*\*","token":"\*\*\*"'):
            api.get("/rest")
