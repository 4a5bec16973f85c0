"""The demonstration: it can be repeated, it harms nothing, and its answer is worked out by hand."""

import io
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import pytest
from rich.console import Console
from stand_ins import stand_in

from pipelines import demo
from pipelines.answer import show_answer
from pipelines.errors import ConfigurationError


def test_the_answer_is_made_of_summed_effort_not_of_averaged_shares(tmp_path: Path) -> None:
    """Recent weeks with 1 of 1 and 10 of 30 days strategic: 11/31, not the mean of 67 %.

    Of all effort (40 days, 9 unclassified) that is 11/40 to 20/40; before, 5 of 10: 50 %.
    """
    with duckdb.connect(tmp_path / "headway.duckdb") as connection:
        connection.execute(
            "create table metrics_alignment_by_team_week as from (values "
            "('all', date '2026-02-23', 1.0, 0.0, 0.0), "
            "('all', date '2026-02-02', 10.0, 20.0, 9.0), "
            "('all', date '2026-01-05', 5.0, 5.0, 0.0), "
            "('all', date '2026-03-02', 99.0, 0.0, 0.0), "
            "('all', date '2025-12-29', 99.0, 0.0, 0.0)) as weeks (team_id, week_on, "
            "strategic_effort_days, operational_effort_days, unclassified_effort_days)"
        )
        connection.execute(
            "create table dim_teams as select 'all' as team_id, 'Everyone' as team_name, 0 as depth"
        )
    shown = io.StringIO()
    show_answer(
        tmp_path / "headway.duckdb",
        date(2026, 3, 4),
        Console(file=shown, width=100),
    )

    words = " ".join(shown.getvalue().split())
    assert "35% of classified effort advanced a named objective" in words
    assert "between 28% and 50%" in words
    assert "14.5 points less than in the 4 weeks before" in words
    assert "78% of effort is classified" in words
    assert "Everyone 35% 28% and 50% 78% -14.5 40" in words


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
