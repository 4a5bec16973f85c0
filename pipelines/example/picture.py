"""Draws the README's picture from what `headway demo` published: `make picture`."""

import sys
from pathlib import Path

import altair as alt
import polars as pl

from pipelines.publication import in_utc

SHARES = """
select
    dim_teams.team_name as team,
    weeks.week_on as week,
    sum(strategic_effort_days) over recent
        / sum(strategic_effort_days + operational_effort_days) over recent as share,
    sum(strategic_effort_days) over recent / sum(effort_days) over recent as low,
    1 - sum(operational_effort_days) over recent / sum(effort_days) over recent as high
from metrics_alignment_by_team_week as weeks
inner join dim_teams on weeks.team_id = dim_teams.team_id
where dim_teams.depth = 0 or dim_teams.team_id in ('payments', 'checkout', 'workplace_it')
window recent as (
    partition by weeks.team_id order by weeks.week_on rows between 3 preceding and current row
)
order by dim_teams.depth, team, week
"""


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


if __name__ == "__main__":
    picture(Path(sys.argv[1])).save(sys.argv[2])
