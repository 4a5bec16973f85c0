"""What must never leave: tokens, persons' names and texts, requests to other hosts, other files."""

import base64
import gzip
import io
from pathlib import Path
from typing import Any

import duckdb
import pytest
from example_night import ExampleNight
from live_tools import live_tools
from loopback import Loopback, Reply

from pipelines.example.faults import Fault, linked, refused, said
from pipelines.publication import in_utc
from pipelines.sources import SOURCES, answers, http
from pipelines.sources.answers import SourceError
from pipelines.sources.http import Api

pytest_plugins = ("loopback_fixtures",)


def in_all_forms(secret: str, user: str) -> list[bytes]:
    """Give a secret as it may be written: plain, and in a header of basic authentication."""
    pairs = [f"{user}:{secret}", f"{user}/token:{secret}", f"{secret}:X"]
    return [secret.encode(), *(base64.b64encode(pair.encode()) for pair in pairs)]


def written(folder: Path) -> list[tuple[Path, bytes]]:
    """Give the bytes of every file, unpacked where they are packed."""
    found = []
    for path in folder.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            found.append((path, content))
            if content[:2] == b"\x1f\x8b":
                found.append((path, gzip.GzipFile(fileobj=io.BytesIO(content)).read()))
    return found


@pytest.mark.parametrize("tool", SOURCES)
def test_a_token_is_found_in_nothing_that_a_pull_writes(
    tmp_path: Path, tool: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pulled whole, refused, cut off, answered with rubbish and led astray."""
    monkeypatch.setattr(http, "ATTEMPTS", 1)
    caplog.set_level("DEBUG")
    with live_tools(tmp_path / "workspace") as tools:
        secrets = [
            value for name, value in tools.served.credentials[tool].items() if name != "email"
        ]
        astray = linked(lambda *_: '<http://127.0.0.2:9/x>; rel="next"')
        said_back = said({"error": f"bad token {secrets[0]}"[:9]})
        for spoil in (refused(401), refused(302, {"Location": "http://127.0.0.2:9/"}), said_back,
                      astray, None):  # fmt: skip
            tools.served.faults[tool] = [Fault(spoil, times=None)] if spoil else []
            tools.pull(tool)
        user = tools.served.credentials[tool].get("email", "")
        for secret in secrets:
            forms = in_all_forms(secret, user)
            for path, content in written(tools.warehouse.workspace):
                assert not [form for form in forms if form in content], path
            assert not [form for form in forms if form.decode() in caplog.text]


def test_no_address_name_or_text_of_a_person_is_published(night: ExampleNight) -> None:
    documents = night.organisation.documents
    users = [*documents["jira"]["users"].values(), *documents["zendesk"]["users"].values()]
    known = {
        str(user[name])
        for user in users
        for name in ("emailAddress", "displayName", "accountId", "email", "name")
        if len(str(user.get(name) or "")) > 8
    }
    known |= {str(user["login"]) for user in _github_users(documents)}
    assert len(known) > 500
    bodies = [ticket["description"] or "" for ticket in documents["zendesk"]["tickets"].values()]
    phrases = {body.split("\n\n")[1][:60] for body in bodies if body.count("\n\n") > 1}
    texts = " ".join(
        text
        for (table,) in night.ask("select table_name from duckdb_tables()").iter_rows()
        for row in night.ask(f'from "{table}"').iter_rows()
        for text in map(str, row)
    )
    assert [word for word in known if f" {word} " in f" {texts} "] == []
    assert [phrase for phrase in phrases if phrase in texts] == []


def _github_users(documents: Any) -> list[dict[str, Any]]:
    return [one["user"] for one in documents["github"]["issues"].values() if one["user"]]


def test_a_publication_that_is_read_opens_no_other_file(tmp_path: Path) -> None:
    published = tmp_path / "headway.duckdb"
    with duckdb.connect(published) as connection:
        connection.execute("create table t as select 1 as one")
    (tmp_path / "secret.txt").write_text("canary")
    with in_utc(published, read_only=True) as connection:
        assert connection.execute("from t").fetchall() == [(1,)]
        for query in (
            f"from read_text('{tmp_path}/secret.txt')",
            f"copy t to '{tmp_path}/out.csv'",
            f"attach '{tmp_path}/other.duckdb'",
            "install httpfs",
            "set enable_external_access = true",
        ):
            with pytest.raises(duckdb.Error):
                connection.execute(query)


def test_an_answer_that_unpacks_without_end_is_given_up(
    api: Api, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "LARGEST_ANSWER_BYTES", 1 << 20)
    bomb = gzip.compress(b"[" + b"0," * (8 << 20) + b"0]")
    assert len(bomb) < 100_000
    packed = {"Content-Encoding": "gzip"}
    server.answering = lambda _: Reply(content=bomb, headers=packed)
    with pytest.raises(SourceError, match="larger than 1048576 bytes"):
        api.get("/rest")


def test_what_a_tool_says_in_an_error_is_cut_short() -> None:
    words = answers.Answer("http://x", 500, {}, "w" * 10_000).words()
    assert len(words) == 300
