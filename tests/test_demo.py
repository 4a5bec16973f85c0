"""The demonstration: it can be repeated, it harms nothing, and its answer is worked out by hand."""

import io
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb
import pytest
from rich.console import Console
from stand_ins import stand_in

from pipelines import demo
from pipelines.answer import headline, show_answer
from pipelines.errors import ConfigurationError


def test_the_answer_says_the_whole_first_then_each_team_below_its_own(tmp_path: Path) -> None:
    with duckdb.connect(tmp_path / "headway.duckdb") as connection:
        connection.execute(
            """
            create table dim_teams as from (values
                ('all', null, 'Everyone'), ('a', 'all', 'Alpha'), ('b', 'all', 'Beta'),
                ('a1', 'a', 'Zeta'))
                as teams (team_id, parent_team_id, team_name);
            create table metrics_recent_alignment_by_team as from (values
                ('b', 0.5, 0.5, 0.5, 1.0, null, 4.0),
                ('a1', null, 0.0, 1.0, 0.0, null, 2.0),
                ('all', 0.3548, 0.275, 0.5, 0.775, -0.145, 40.0),
                ('a', 0.25, 0.2, 0.4, 0.8, 0.02, 34.0)) as shares (team_id, strategic_share,
                strategic_share_low, strategic_share_high, coverage_share,
                change_in_strategic_share, effort_days);
            alter table metrics_recent_alignment_by_team add column first_week_on date;
            alter table metrics_recent_alignment_by_team add column last_week_on date;
            update metrics_recent_alignment_by_team
            set first_week_on = '2026-02-02', last_week_on = '2026-02-23';
            """
        )
    shown = io.StringIO()
    show_answer(tmp_path / "headway.duckdb", Console(file=shown, width=100))

    words = " ".join(shown.getvalue().split())
    assert "In the last 4 weeks 35.5% of classified effort advanced a named objective" in words
    assert "between 27.5% and 50.0%" in words
    assert "14.5 points less than in the weeks before" in words
    assert "77.5% of effort is classified" in words
    assert "Everyone 35.5% 27.5% and 50.0% 77.5% -14.5 40 Alpha 25.0%" in words
    assert "80.0% +2.0 34 Zeta unknown 0.0% and 100.0% 0.0% new 2 Beta 50.0%" in words


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("low_coverage", "as too little effort is classified: headway suggest."),
        ("stale_tools", "as a tool has not been pulled completely for days: headway runs."),
    ],
)
def test_a_headline_on_thin_ground_is_withheld_and_says_why(reason: str, words: str) -> None:
    whole = {
        "n_weeks": 4,
        "withheld_because": reason,
        "strategic_share": None,
        "strategic_share_low": 0.3,
        "strategic_share_high": 0.9,
    }
    said = headline(whole)
    assert said.startswith(f"The share of the last 4 weeks is withheld, {words}")
    assert said.endswith("between 30.0% and 90.0% advanced a named objective.")


def test_a_demonstration_runs_again_on_other_ports_and_touches_no_other_workspace(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = stand_in(tmp_path, monkeypatch)
    answers: list[Path] = []
    free_ports = iter((4001, 4002))

    @contextmanager
    def serve(seed: int, scale: float, ports: dict[str, int]) -> Iterator[demo.ServedElsewhere]:
        urls = {"jira": f"http://127.0.0.1:{next(free_ports)}", "github": "http://127.0.0.1:4000"}
        secrets = {
            "jira": {"email": "headway@example.com", "api_token": "t"},
            "github": {"access_token": "t"},
        }
        yield demo.ServedElsewhere(urls, secrets)

    monkeypatch.setattr(demo, "serve_in_background", serve)
    monkeypatch.setattr(demo, "show_answer", lambda published, *_: answers.append(published))
    there = tmp_path / "demo"
    console = Console(file=io.StringIO())

    assert demo.demonstrate(there, scale=0.01, console=console) == 0
    rules = there / "strategy" / "classification_rules.csv"
    rules.write_text(rules.read_text().replace("\n", "\r\n"))
    changed = rules.read_bytes()
    assert demo.demonstrate(there, scale=0.01, console=console) == 0

    assert place.jira.cursors == [None, "2026-03-01T10:00:00+00:00"]
    assert rules.read_bytes() == changed, "a demonstration keeps what was tried in its strategy"
    assert "http://127.0.0.1:4002" in (there / ".dlt" / "config.toml").read_text()
    assert stat.S_IMODE((there / ".dlt" / "secrets.toml").stat().st_mode) == 0o600
    assert answers == [there / "warehouse" / "headway.duckdb"] * 2
    with pytest.raises(ConfigurationError, match="nothing was touched"):
        demo.demonstrate(place.workspace, scale=0.01, console=console)
