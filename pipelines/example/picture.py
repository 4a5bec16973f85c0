"""Draws what the README shows from what `headway demo` published, and the page of metrics.

make pictures
"""

import re
import sys
from pathlib import Path

import altair as alt
import polars as pl

from pipelines.documentation import catalogue
from pipelines.publication import in_utc

SHOWN = "dim_teams.depth = 0 or dim_teams.team_id in ('payments', 'checkout', 'workplace_it')"
SHARES = f"""
select
    dim_teams.team_name as team,
    weeks.week_on as week,
    sum(strategic_effort_days) over recent
        / sum(strategic_effort_days + operational_effort_days) over recent as share,
    sum(strategic_effort_days) over recent / sum(effort_days) over recent as low,
    1 - sum(operational_effort_days) over recent / sum(effort_days) over recent as high
from metrics_alignment_by_team_week as weeks
inner join dim_teams on weeks.team_id = dim_teams.team_id
where {SHOWN}
window recent as (
    partition by weeks.team_id order by weeks.week_on rows between 3 preceding and current row
)
order by dim_teams.depth, team, week
"""  # noqa: S608
RECENT = f"""
select dim_teams.team_name, dim_teams.depth, recent.*
from metrics_recent_alignment_by_team as recent
inner join dim_teams on recent.team_id = dim_teams.team_id
where {SHOWN}
order by dim_teams.depth, dim_teams.team_name
"""  # noqa: S608
TABLE = re.compile(r"\| team, last 4 weeks \|.*?\n\n", re.DOTALL)


def picture(published: Path) -> alt.FacetChart:
    """Draw each team's strategic share, each point four weeks, in its bounds."""
    with in_utc(published, read_only=True) as connection:
        shares: pl.DataFrame = connection.sql(SHARES).pl()
    weeks = alt.X("week:T", title=None, axis=alt.Axis(format="%b %y", tickCount=4, grid=False))
    scale = alt.Scale(domain=[0, 1])
    axis = alt.Axis(format="%", tickCount=3, domain=False)
    base = alt.Chart().properties(width=180, height=130)
    band = base.mark_area(color="#9ecae1", opacity=0.6).encode(
        weeks,
        alt.Y("low:Q", title="strategic share of effort", scale=scale, axis=axis),
        y2="high:Q",
    )
    line = base.mark_line(color="#08519c", strokeWidth=2).encode(weeks, alt.Y("share:Q"))
    order = shares["team"].unique(maintain_order=True).to_list()
    chart: alt.FacetChart = (
        alt.layer(band, line, data=shares)
        .facet(column=alt.Column("team:N", sort=order, title=None))
        .configure(background="white", font="sans-serif")
        .configure_view(stroke=None)
    )
    return chart


def table(published: Path) -> str:
    """Give the README's table: the whole and three teams, their last weeks."""
    with in_utc(published, read_only=True) as connection:
        rows = connection.sql(RECENT).pl().to_dicts()
    lines = [
        "| team, last 4 weeks | strategic share | between | classified | trend in points |",
        "| --- | --- | --- | --- | --- |",
    ]
    for row in rows:
        cells = [
            row["team_name"] if row["depth"] else f"{row['team_name']}, as a whole",
            _percent(row["strategic_share"]),
        ]
        cells = cells if row["depth"] else [f"**{cell}**" for cell in cells]
        low, high = (_percent(row[f"strategic_share_{bound}"]) for bound in ("low", "high"))
        change = f"{100 * row['change_in_strategic_share']:+.1f}"
        cells += [f"{low} and {high}", _percent(row["coverage_share"]), change]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n\n"


def _percent(share: float) -> str:
    return f"{share * 100:.1f} %"


def main(published: Path, project: Path) -> None:
    """Write the picture, the README's table and the page of metrics into a checkout."""
    picture(published).save(str(project / "docs" / "answer.svg"))
    readme = project / "README.md"
    text = readme.read_text(encoding="utf-8")
    readme.write_text(TABLE.sub(lambda _: table(published), text, count=1), encoding="utf-8")
    (project / "docs" / "metrics.md").write_text(catalogue(published), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
