"""The published tables as one page that needs nothing else: `reports/<as_of>.html`.

No script, no network: the page's own policy forbids both. Nothing is computed here. Every number is
a cell of a published table and carries its address; each leads down to the items behind it.
"""

import base64
import hashlib
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import jinja2
from markupsafe import Markup

from pipelines import publication, report_charts
from pipelines.answer import ALIGNMENT, WITHHELD
from pipelines.errors import HeadwayError, is_full_disk
from pipelines.progress import plain
from pipelines.report_cells import Row, rows_of
from pipelines.report_queries import (
    DRIFTING,
    HEALTH,
    ITEMS,
    LABELLED_ITEMS,
    OBJECTIVE_ITEMS,
    OBJECTIVES,
    QUADRANT,
    SURENESS,
    TOOL_ITEMS,
    TOOLS,
    WEEKS,
)
from pipelines.warehouse import Warehouse

FOLDER = Path(__file__).parent
N_ITEMS_SHOWN = 12
OTHER_TABLES = (duckdb.CatalogException, duckdb.BinderException)


class NoReportError(HeadwayError):
    """What is published cannot be shown as a report."""


class NothingToReportError(NoReportError):
    """Nobody's work was recorded in the weeks that a report is about."""


def report(published: Path, folder: Path, as_of: date) -> Path:
    """Write the report of what is published; give its path.

    Raises:
        NoReportError: no effort in the last weeks, or another version's tables.
        HeadwayError: nothing is published, it cannot be read, or there is no room; earlier
            reports stand.
    """
    if not published.exists():
        raise HeadwayError(f"Nothing has been published at {published}.", "headway nightly")
    try:
        page = render(published, as_of)
    except (*OTHER_TABLES, jinja2.UndefinedError, KeyError) as fault:
        raise NoReportError(
            "The publication is of another version of Headway and cannot be reported by this one "
            f"({publication.first_line(fault)}).",
            "headway nightly --no-pull",
        ) from fault
    except duckdb.Error as fault:
        if is_full_disk(fault):
            raise
        raise HeadwayError(
            f"The publication cannot be read ({publication.first_line(fault)}).", "headway restore"
        ) from fault
    place = folder / f"{as_of}.html"
    unfinished = folder / f".{as_of}.html"
    try:
        folder.mkdir(exist_ok=True)
        unfinished.write_text(page, encoding="utf-8")
        unfinished.chmod(publication.GROUP_READS_FILE)
        publication.flush(unfinished)
        unfinished.replace(place)
    except OSError as fault:
        unfinished.unlink(missing_ok=True)
        raise HeadwayError(
            f"The report could not be written to {folder} ({fault.strerror}); the earlier ones "
            "stand.",
            f"df -h {folder}",
        ) from fault
    return place


def report_again(workspace: Path) -> Path:
    """Write the report of the last publication again; give its path."""
    warehouse = Warehouse(workspace)
    if not warehouse.published.exists():
        raise HeadwayError(f"Nothing has been published in {workspace}.", "headway nightly")
    with warehouse.lock():
        return report(warehouse.published, warehouse.reports, published_as_of(warehouse.published))


def published_as_of(published: Path) -> date:
    """Give the day that the published numbers are of."""
    with publication.in_utc(published, read_only=True) as connection:
        [(as_of,)] = connection.execute(
            "select as_of_on from meta_runs order by started_at desc limit 1"
        ).fetchall()
    return date.fromisoformat(str(as_of))


def render(published: Path, as_of: date) -> str:
    """Give the page."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    style = (FOLDER / "report_page.css").read_text()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    with publication.in_utc(published, read_only=True) as connection:
        found = _read(connection)
    return environment.get_template("report_page.html").render(
        as_of=as_of,
        style=Markup(style),  # noqa: S704 - our own file, hashed into the page's policy
        style_digest=digest,
        plain=plain,
        safe_link=_safe_link,
        withheld=WITHHELD,
        **found,
    )


def _read(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Read all that the page shows."""
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


def _safe_link(url: str | None) -> str | None:
    """Give an address that a click may follow: a page on the web, nothing that runs."""
    return url if url and url.startswith(("https://", "http://")) else None
