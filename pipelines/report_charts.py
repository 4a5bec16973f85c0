"""The report's pictures: drawn by altair, embedded as SVG, for a light page and for a dark one."""

import base64
import io
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import altair as alt
import polars as pl

from pipelines.report_cells import Row


@dataclass(frozen=True)
class Colours:
    """What a picture is drawn with."""

    text: str
    strategic: str
    unclassified: str
    operational: str
    plan: str


LIGHT = Colours("#1f2933", "#1f5fa8", "#c3c9d1", "#e0a458", "#8a1c1c")
DARK = Colours("#e6e9ee", "#6aa9ef", "#59626e", "#b9803a", "#ff9c9c")

Picture = dict[str, str]


def in_both(draw: Callable[[Colours], Any]) -> Picture:
    """Give a chart as data addresses, one for a light page and one for a dark one."""
    return {"light": _address(draw(LIGHT), LIGHT), "dark": _address(draw(DARK), DARK)}


def where_effort_went(teams: list[Row], names: dict[str, str]) -> Picture:
    """Draw each team's effort by class as parts of the whole, the unknown between the two."""
    classes = ("strategic", "unclassified", "operational")
    frame = pl.DataFrame(
        [
            {
                "team": names[row["team_id"]],
                "class": name,
                "share": row[f"{name}_effort_days"] / row["effort_days"],
                "order": order,
            }
            for row in teams
            for order, name in enumerate(classes)
        ]
    )
    teams_in_order = [names[row["team_id"]] for row in teams]

    def draw(colours: Colours) -> Any:
        scale = alt.Scale(
            domain=list(classes),
            range=[colours.strategic, colours.unclassified, colours.operational],
        )
        bars = alt.Chart(frame).mark_bar(height=15).encode(
            alt.X("share:Q", axis=alt.Axis(format="%", title=None, tickCount=5, grid=False)),
            alt.Y("team:N", sort=teams_in_order, title=None),
            alt.Color("class:N", scale=scale, legend=alt.Legend(orient="top", title=None)),
            alt.Order("order:Q"),
        )  # fmt: skip
        return bars.properties(width=430, height=21 * len(teams_in_order))

    return in_both(draw)


def week_by_week(weeks: list[Row]) -> Picture:
    """Draw the organisation's strategic share week by week, within its bounds, and its plan."""
    frame = pl.DataFrame(
        [
            {
                "week": row["week_on"],
                "share": row["strategic_share"],
                "low": row["strategic_share_low"],
                "high": row["strategic_share_high"],
                "plan": row["planned_strategic_share"],
            }
            for row in weeks
        ],
        schema_overrides={"plan": pl.Float64, "share": pl.Float64},
    )

    def draw(colours: Colours) -> Any:
        base = alt.Chart(frame)
        week = alt.X("week:T", title=None, axis=alt.Axis(format="%b %y", grid=False, tickCount=6))
        scale = alt.Scale(domain=[0, 1])
        axis = alt.Axis(format="%", tickCount=5, title=None, domain=False)
        band = base.mark_area(color=colours.strategic, opacity=0.25).encode(
            week, alt.Y("low:Q", scale=scale, axis=axis), y2="high:Q"
        )
        line = base.mark_line(color=colours.strategic, strokeWidth=2).encode(week, y="share:Q")
        plan = base.mark_line(color=colours.plan, strokeDash=[4, 3]).encode(week, y="plan:Q")
        return alt.layer(band, line, plan).properties(width=430, height=150)

    return in_both(draw)


def _address(chart: Any, colours: Colours) -> str:
    dressed = chart.configure(
        background="transparent", font="sans-serif", padding={"left": 24, "right": 8}
    )
    dressed = dressed.configure_view(stroke=None).configure_axis(
        labelColor=colours.text,
        labelFontSize=12,
        labelLimit=240,
        tickColor=colours.text,
        domainColor=colours.text,
    )
    dressed = dressed.configure_legend(labelColor=colours.text, labelFontSize=12)
    svg = io.StringIO()
    dressed.save(svg, format="svg")
    return "data:image/svg+xml;base64," + base64.b64encode(svg.getvalue().encode()).decode()
