"""The answer, a sentence and a small table: the last four whole weeks against the four before.

Shares of four weeks are made of their summed effort, never of averaged weekly shares.
"""

from datetime import date
from pathlib import Path
from typing import Any

from rich.box import SIMPLE
from rich.console import Console
from rich.table import Table
from rich.text import Text

from pipelines.errors import HeadwayError
from pipelines.progress import plain
from pipelines.publication import in_utc

EFFORT = """
with last_monday as (select date_trunc('week', $as_of::date)::date as ends_on),
teams as (
    select
        weeks.team_id,
        sum(strategic_effort_days) filter (where is_recent) as strategic,
        sum(operational_effort_days) filter (where is_recent) as operational,
        sum(unclassified_effort_days) filter (where is_recent) as unclassified,
        sum(strategic_effort_days) filter (where not is_recent) as strategic_before,
        sum(operational_effort_days) filter (where not is_recent) as operational_before
    from (
        select alignment.*, alignment.week_on >= last_monday.ends_on - 28 as is_recent
        from metrics_alignment_by_team_week as alignment, last_monday
        where alignment.week_on >= last_monday.ends_on - 56
            and alignment.week_on < last_monday.ends_on
    ) as weeks
    group by weeks.team_id
)
select
    dim_teams.team_name,
    dim_teams.depth,
    strategic / nullif(strategic + operational, 0) as share,
    strategic / nullif(strategic + operational + unclassified, 0) as low,
    (strategic + unclassified) / nullif(strategic + operational + unclassified, 0) as high,
    (strategic + operational) / nullif(strategic + operational + unclassified, 0) as coverage,
    strategic_before / nullif(strategic_before + operational_before, 0) as share_before,
    strategic + operational + unclassified as effort_days
from teams
inner join dim_teams on teams.team_id = dim_teams.team_id
where strategic is not null
order by dim_teams.depth, dim_teams.team_name
"""


def show_answer(published: Path, as_of: date, console: Console) -> None:
    """Print the headline and, team by team, the share of effort that advanced a named objective."""
    with in_utc(published, read_only=True) as connection:
        result = connection.execute(EFFORT, {"as_of": as_of})
        names = [column[0] for column in result.description or []]
        teams = [dict(zip(names, row, strict=True)) for row in result.fetchall()]
    if not teams:
        raise HeadwayError("No effort has been recorded in the last four weeks.", "headway runs")
    console.print(f"\n{headline(teams[0])}\n", style="bold", highlight=False)
    console.print(_table(teams))


def headline(whole: dict[str, Any]) -> str:
    """Say the share of the whole organisation, its bounds, its trend and its coverage."""
    if whole["share"] is None:
        return "In the last 4 weeks no effort could be classified: see the strategy folder."
    change = _change(whole)
    trend = ""
    if change is not None:
        direction = "more" if change >= 0 else "less"
        trend = f", {abs(change):.1f} points {direction} than in the 4 weeks before"
    return (
        f"In the last 4 weeks {whole['share']:.0%} of classified effort advanced a named objective "
        f"(of all effort between {whole['low']:.0%} and {whole['high']:.0%}){trend}; "
        f"{whole['coverage']:.0%} of effort is classified."
    )


def _table(teams: list[dict[str, Any]]) -> Table:
    table = Table(title="Strategic share of effort, last 4 weeks", title_justify="left", box=SIMPLE)
    table.add_column("team", no_wrap=True)
    for heading in ("share", "between", "classified", "trend", "days"):
        table.add_column(heading, justify="right", no_wrap=True)
    for team in teams:
        table.add_row(
            Text("  " * team["depth"] + plain(team["team_name"])),
            _percent(team["share"]),
            f"{_percent(team['low'])} and {_percent(team['high'])}",
            _percent(team["coverage"]),
            _trend(team),
            f"{team['effort_days']:,.0f}",
        )
    return table


def _change(team: dict[str, Any]) -> float | None:
    if team["share"] is None or team["share_before"] is None:
        return None
    return float(100 * (team["share"] - team["share_before"]))


def _trend(team: dict[str, Any]) -> Text:
    change = _change(team)
    if change is None:
        return Text("new", style="dim")
    return Text(f"{change:+.1f}", style="green" if change > 0 else "red" if change < 0 else "dim")


def _percent(share: float | None) -> str:
    return "unknown" if share is None else f"{share:.0%}"
