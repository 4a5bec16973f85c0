"""Who is told how a night ended: once, with the answer, and never with a secret."""

from pathlib import Path

import duckdb
import pytest
from loopback import Loopback
from pydantic import SecretStr
from stand_ins import Place, night, stand_in

from pipelines import notification
from pipelines.errors import HeadwayError
from pipelines.notification import is_address, told
from pipelines.outcomes import Verdict
from pipelines.sources.answers import SourceError

pytest_plugins = ("loopback_fixtures",)

TEAMS = [("all", None, "Everyone"), ("a", "all", "Alpha"), ("b", "all", "Beta")]
RECENT = [
    # team, share, low, high, coverage, effort days, change
    ("all", 0.5, 0.4, 0.6, 0.8, 100.0, 0.031),
    ("a", 0.7, 0.6, 0.8, 0.9, 60.0, -0.052),
    ("b", 0.2, 0.1, 0.3, 0.7, 40.0, 0.004),
]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: Loopback) -> Place:
    """A workspace whose nights are told to a webhook on loopback."""
    place = stand_in(tmp_path, monkeypatch)
    secrets = place.workspace / ".dlt" / "secrets.toml"
    webhook = server.site.replace("http://", "json://")
    secrets.write_text(f'{secrets.read_text()}notification_urls = ["{webhook}/canary-hook"]\n')
    (place.models / "dim_teams.sql").write_text(
        "select * from (values "
        + ", ".join(str(team).replace("None", "null") for team in TEAMS)
        + ") as teams (team_id, parent_team_id, team_name)"
    )
    (place.models / "metrics_recent_alignment_by_team.sql").write_text(
        "select *, date '2026-02-02' as first_week_on, date '2026-02-23' as last_week_on from "
        f"(values {', '.join(map(str, RECENT))}) as recent (team_id, strategic_share, "
        "strategic_share_low, strategic_share_high, coverage_share, effort_days, "
        "change_in_strategic_share)"
    )
    return place


def messages(server: Loopback) -> list[tuple[str, str]]:
    return [(asked.body["title"], asked.body["message"]) for asked in server.log]


def test_a_night_is_told_once_with_its_answer_and_what_moved(
    place: Place, server: Loopback
) -> None:
    assert night(place)[0] == 0
    [(title, text)] = messages(server)
    assert title == "Headway: last night's answer"
    assert text.splitlines() == [
        "In the last 4 weeks 50.0% of classified effort advanced a named objective (of all effort "
        "between 40.0% and 60.0%), 3.1 points more than in the weeks before; 80.0% of effort is "
        "classified.",
        "Moved most: Alpha -5.2 points.",
    ]


def test_a_stale_tool_is_told(place: Place, server: Loopback) -> None:
    place.github.fault = SourceError("the door is shut")
    assert night(place)[0] == 3
    [(_, text)] = messages(server)
    assert "Stale: github: the door is shut" in text


def test_a_failed_night_is_told_with_the_next_command(place: Place, server: Loopback) -> None:
    (place.workspace / "strategy" / "objectives.csv").unlink()
    assert night(place)[0] == 2
    [(title, text)] = messages(server)
    assert title == "Headway: the night failed"
    assert "objectives.csv" in text
    assert "Next: headway check" in text


def test_nobody_is_told_when_silence_is_asked_or_another_run_is_under_way(
    place: Place, server: Loopback
) -> None:
    assert night(place, silent=True)[0] == 0
    with notification.Warehouse(place.workspace).lock():
        assert night(place)[0] == 4
    assert server.log == []


def test_a_message_that_cannot_be_sent_leaves_the_night_as_it_ended(
    place: Place, server: Loopback, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> tuple[str, str]:
        raise RuntimeError("no words")

    monkeypatch.setattr(notification, "told", broken)
    assert night(place)[0] == 0
    monkeypatch.undo()


def test_no_log_line_repeats_an_address(
    place: Place, server: Loopback, caplog: pytest.LogCaptureFixture
) -> None:
    shut = SecretStr("json://127.0.0.1:9/canary-hook")
    notification.send([shut, SecretStr("nonsense://canary-hook")], "title", "text")
    night(place)
    logs = "".join(log.read_text() for log in (place.workspace / "warehouse/logs").glob("*.log"))
    assert "address 1: the message could not be sent" in caplog.text
    assert "address 2: the message could not be sent" in caplog.text
    assert "canary-hook" not in caplog.text + logs


def test_what_a_tool_said_does_not_steer_a_terminal(tmp_path: Path) -> None:
    with duckdb.connect(tmp_path / "headway.duckdb") as connection:
        connection.execute(
            "create table dim_teams (team_id text, parent_team_id text, team_name text)"
        )
        connection.execute(
            "create table metrics_recent_alignment_by_team "
            "(team_id text, first_week_on date, last_week_on date)"
        )
    verdict = Verdict("published_partial", 3, "jira: \x1b[31mred")
    assert told(tmp_path / "headway.duckdb", verdict)[1].splitlines() == [
        "No effort has been recorded in the last weeks.",
        "Stale: jira: [31mred",
    ]
    failure = notification.told_failure(HeadwayError("\x07It broke.", "headway check"))
    assert failure[1] == "It broke.\nNext: headway check"


@pytest.mark.parametrize(
    ("url", "is_known"), [("json://127.0.0.1:80/x", True), ("nonsense://x", False), ("", False)]
)
def test_an_address_apprise_does_not_know_is_found_by_check(url: str, is_known: bool) -> None:
    assert is_address(SecretStr(url)) is is_known
