"""The answer, a sentence and a small table: the last four whole weeks against the four before."""

from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.errors import HeadwayError
from pipelines.progress import plain
from pipelines.publication import in_utc, named_rows

WITHHELD = {
    "low_coverage": "too little effort is classified: headway suggest",
    "stale_tools": "a tool has not been pulled completely for days: headway runs",
}
ALIGNMENT = """
with recursive
tree as (
    select team_id, team_name, 0 as depth, [team_name, team_id] as path
    from dim_teams where parent_team_id is null
    union all
    select below.team_id, below.team_name, tree.depth + 1,
        tree.path || [below.team_name, below.team_id]
    from dim_teams as below
    inner join tree on below.parent_team_id = tree.team_id
)

select
    alignment.*,
    tree.team_name,
    tree.depth,
    (alignment.last_week_on - alignment.first_week_on) // 7 + 1 as n_weeks
from metrics_recent_alignment_by_team as alignment
inner join tree on alignment.team_id = tree.team_id
order by tree.path
"""


def show_answer(published: Path, console: Console) -> None:
    """Print the headline and, team by team, the share of effort that advanced a named objective."""
    teams = recent_teams(published)
    if not teams:
        raise HeadwayError("No effort has been recorded in the last weeks.", "headway runs")
    console.print(f"\n{headline(teams[0])}\n", style="bold", highlight=False)
    console.print(_table(teams))


def recent_teams(published: Path) -> list[dict[str, Any]]:
    """Give each team's last weeks, the whole organisation first, then depth first by name."""
    with in_utc(published, read_only=True) as connection:
        return named_rows(connection.execute(ALIGNMENT))


def headline(whole: dict[str, Any]) -> str:
    """Say the share of the whole organisation, its bounds, its trend and its coverage."""
    weeks = f"the last {whole['n_weeks']} weeks"
    if reason := whole.get("withheld_because"):
        low, high = (_percent(whole[f"strategic_share_{bound}"]) for bound in ("low", "high"))
        return (
            f"The share of {weeks} is withheld, as {WITHHELD[reason]}. Of all effort that is known "
            f"between {low} and {high} advanced a named objective."
        )
    if whole["strategic_share"] is None:
        return f"In {weeks} no effort could be classified: see the strategy folder."
    points = _points(whole)
    trend = ""
    if points is not None:
        direction = "more" if points >= 0 else "less"
        trend = f", {abs(points):.1f} points {direction} than in the weeks before"
    low, high = (_percent(whole[f"strategic_share_{bound}"]) for bound in ("low", "high"))
    return (
        f"In {weeks} {_percent(whole['strategic_share'])} of classified effort advanced a named "
        f"objective (of all effort between {low} and {high}){trend}; "
        f"{_percent(whole['coverage_share'])} of effort is classified."
    )


def _table(teams: list[dict[str, Any]]) -> Table:
    title = f"Strategic share of effort, last {teams[0]['n_weeks']} weeks"
    table = Table(title=title, title_justify="left", box=SIMPLE)
    table.add_column("team", no_wrap=True)
    for heading in ("share", "between", "classified", "trend", "days"):
        table.add_column(heading, justify="right", no_wrap=True)
    for team in teams:
        table.add_row(
            Text("  " * team["depth"] + plain(team["team_name"])),
            _percent(team["strategic_share"]),
            f"{_percent(team['strategic_share_low'])} and {_percent(team['strategic_share_high'])}",
            _percent(team["coverage_share"]),
            _trend(team),
            f"{team['effort_days']:,.0f}",
        )
    return table


def _points(team: dict[str, Any]) -> float | None:
    change = team["change_in_strategic_share"]
    return None if change is None else float(100 * change)


def _trend(team: dict[str, Any]) -> Text:
    points = _points(team)
    if points is None:
        return Text("new", style="dim")
    return Text(f"{points:+.1f}", style="green" if points > 0 else "red" if points < 0 else "dim")


def _percent(share: float | None) -> str:
    return "unknown" if share is None else f"{share:.1%}"
