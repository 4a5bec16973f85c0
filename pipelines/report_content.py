"""What the report shows: rows of the published tables, and the pictures drawn from them."""

from typing import Any

import duckdb

from pipelines import report_charts
from pipelines.answer import ALIGNMENT
from pipelines.errors import HeadwayError
from pipelines.report_cells import Row, rows_of
from pipelines.report_queries import (
    DRIFTING,
    HEALTH,
    ITEMS,
    LABELLED_ITEMS,
    NOT_JUDGED,
    OBJECTIVE_ITEMS,
    OBJECTIVES,
    QUADRANT,
    SURENESS,
    TOOL_ITEMS,
    TOOLS,
    WEEKS,
)

N_ITEMS_SHOWN = 12


class NothingToReportError(HeadwayError):
    """Nobody's work was recorded in the weeks that a report is about."""


def read_content(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Read all that the page shows.

    Raises:
        NothingToReportError: no effort in the last weeks.
    """
    teams = rows_of(connection, "metrics_recent_alignment_by_team", ["team_id"], ALIGNMENT)
    if not teams:
        raise NothingToReportError("No effort has been recorded in the last weeks.", "headway runs")
    names = dict(connection.execute("select team_id, team_name from dim_teams").fetchall())
    whole = teams[0]
    weeks = rows_of(
        connection, "metrics_alignment_by_team_week", ["team_id", "week_on"], WEEKS,
        team_id=whole["team_id"],
    )  # fmt: skip
    by_week = ["team_id", "week_on"]
    objectives = rows_of(
        connection, "metrics_objective_progress_by_week", ["objective_id", "week_on"], OBJECTIVES
    )
    tools = rows_of(connection, "meta_sources", ["source_system"], TOOLS)
    return {
        "whole": whole,
        "teams": teams,
        "names": names,
        "objectives": objectives,
        "objective_items": {
            row["objective_id"]: rows_of(
                connection, "fct_work_items", ["work_item_id"], OBJECTIVE_ITEMS,
                objective_id=row["objective_id"], n_items=N_ITEMS_SHOWN,
            )
            for row in objectives
        },
        "changes": sorted(
            (team for team in teams[1:] if team["change_in_strategic_share"] is not None),
            key=lambda team: -abs(team["change_in_strategic_share"]),
        )[:3],
        "drifting": rows_of(connection, "metrics_drift_by_team_week", by_week, DRIFTING),
        "not_judged": in_order_of(
            teams, rows_of(connection, "metrics_drift_by_team_week", by_week, NOT_JUDGED)
        ),
        "quadrant": in_order_of(
            teams,
            rows_of(
                connection, "metrics_execution_quadrant_by_team_month", ["team_id", "month_on"],
                QUADRANT,
            ),
        ),
        "health": {
            row["team_id"]: row
            for row in rows_of(
                connection, "metrics_operational_health_by_team_week", by_week, HEALTH
            )
        },
        "sureness": rows_of(
            connection, "metrics_classification_quality_by_week", ["week_on"], SURENESS
        ),
        "labelled_items": rows_of(
            connection, "fct_work_items", ["work_item_id"], LABELLED_ITEMS, n_items=N_ITEMS_SHOWN
        ),
        "tools": tools,
        "tool_items": {
            tool["source_system"]: rows_of(
                connection, "fct_work_items", ["work_item_id"], TOOL_ITEMS,
                source_system=tool["source_system"], n_items=N_ITEMS_SHOWN,
            )
            for tool in tools
        },
        "items": _items(connection, teams),
        "effort_picture": report_charts.where_effort_went(teams, names),
        "weeks_picture": report_charts.week_by_week(weeks),
    }  # fmt: skip


def in_order_of(teams: list[Row], rows: list[Row]) -> list[Row]:
    """Give rows of teams in the order of the page, a team without recent weeks last."""
    places = {team["team_id"]: place for place, team in enumerate(teams)}
    return sorted(rows, key=lambda row: (places.get(row["team_id"], len(places)), row["team_id"]))


def _items(connection: duckdb.DuckDBPyConnection, teams: list[Row]) -> dict[str, list[Row]]:
    """Give the items behind each team's classes, most effort first: `<team>-<class>` -> items."""
    return {
        f"{team['team_id']}-{work_class}": rows_of(
            connection, "fct_work_items", ["work_item_id"], ITEMS,
            team_id=team["team_id"], work_class=work_class, n_items=N_ITEMS_SHOWN,
        )
        for team in teams
        for work_class in ("strategic", "operational", "unclassified")
    }  # fmt: skip
