"""Progress of objectives, counted again item by item and run by run from the published facts."""

from datetime import date, timedelta
from hashlib import md5
from typing import Any

import polars as pl
from example_night import ExampleNight
from published import above, project_vars

VARS = project_vars()
AS_OF = date(2026, 9, 28)
WEEK = timedelta(weeks=1)
Row = dict[str, Any]


def progress_rows(night: ExampleNight) -> list[Row]:
    """Give each objective's weeks with what is published of them."""
    objectives = {row["objective_id"]: row for row in night.ask("from dim_objectives").to_dicts()}
    tree = above(night.ask("from dim_objectives"), "objective_id", "parent_objective_id")
    items, measured, hunger = served(night, tree), results(night), starvation(night, tree)
    runs, rows = draws(), []
    for objective_id, objective in objectives.items():
        below = set(tree.filter(above=objective_id)["objective_id"])
        own = [result for result in measured if result["objective_id"] in below]
        weeks: list[Row] = []
        for week in scope(items.filter(objective_id=objective_id).to_dicts(), objective):
            weeks.append(week)
            week |= hunger.get((objective_id, week["week_on"]), NOT_PLANNED)
            week |= judge(own, week["week_on"], objectives)
            week |= forecast(weeks, runs, objective["ends_on"])
        rows += weeks
    return rows


def served(night: ExampleNight, tree: pl.DataFrame) -> pl.DataFrame:
    """Give each objective's items, those of the objectives below it included, with their weeks."""
    items = night.ask(
        """
        select links.*, created_at, resolved_at
        from fct_item_objectives as links inner join fct_work_items using (work_item_id)
        where not is_deleted
        """
    )
    week_of = {
        name: pl.col(column).dt.date().dt.truncate("1w").alias(name)
        for name, column in (("added_on", "created_at"), ("done_on", "resolved_at"))
    }
    return (
        items.with_columns(*week_of.values())
        .with_columns(pl.max_horizontal("added_on", "done_on").alias("later"))
        .with_columns(done_on=pl.when(pl.col("done_on").is_not_null()).then("later"))
        .join(tree, on="objective_id")
        .group_by(pl.col("above").alias("objective_id"), "work_item_id", "added_on", "done_on")
        .agg(pl.col("objective_weight").sum().alias("weight"))
    )


def scope(items: list[Row], objective: Row) -> list[Row]:
    """Walk through an objective's weeks: what is known, what is done, what should be."""
    starts_on, days = objective["starts_on"], (objective["ends_on"] - objective["starts_on"]).days
    first = starts_on - timedelta(days=starts_on.weekday())
    week = min([first, *(item["added_on"] for item in items)])
    rows: list[Row] = []
    while week + WEEK <= AS_OF:
        known = [item for item in items if item["added_on"] <= week]
        done = [item for item in items if item["done_on"] and item["done_on"] <= week]
        weight, done_weight = (sum(item["weight"] for item in part) for part in (known, done))
        expected = min(max((week + WEEK - starts_on).days / (days + 1), 0.0), 1.0)
        share = done_weight / weight if weight else None
        rows.append({
            "objective_id": objective["objective_id"], "week_on": week,
            "n_items": len(known), "n_done_items": len(done),
            "scope_weight": weight, "done_weight": done_weight,
            "week_added_weight": sum(i["weight"] for i in known if i["added_on"] == week),
            "week_done_weight": sum(i["weight"] for i in done if i["done_on"] == week),
            "item_progress_share": share, "expected_progress_share": expected,
            "pace": share / expected if share is not None and expected else None,
        })  # fmt: skip
        week += WEEK
    return rows


def draws() -> list[list[float]]:
    """Give each run's draws, week by week."""
    return [
        [
            int(md5(f"forecast {run} {week}".encode()).hexdigest()[:12], 16) / 2**48
            for week in range(1, VARS["forecast_horizon_weeks"] + 1)
        ]
        for run in range(1, VARS["forecast_runs"] + 1)
    ]


def forecast(weeks: list[Row], runs: list[list[float]], ends_on: date) -> Row:
    """Play the newest weeks forward, run by run, until nothing is open."""
    names = ("forecast_p50_on", "forecast_p85_on", "forecast_p50_with_growth_on",
             "forecast_p85_with_growth_on", "forecast_in_time_share",
             "n_forecast_runs")  # fmt: skip
    newest, sample = weeks[-1], weeks[-VARS["forecast_sample_weeks"] :]
    open_weight = newest["scope_weight"] - newest["done_weight"]
    is_old = newest["week_on"] < AS_OF - VARS["forecast_weeks"] * WEEK
    if is_old or not open_weight or not any(row["week_done_weight"] for row in sample):
        return dict.fromkeys(names)
    steps = [[row["week_done_weight"] - growth * row["week_added_weight"] for row in sample]
             for growth in (0, 1)]  # fmt: skip
    known, growing = (sorted(play(open_weight, step, run) for run in runs) for step in steps)
    n_runs = len(runs)
    at = [
        ends[-(-percent * n_runs // 100) - 1] for ends in (known, growing) for percent in (50, 85)
    ]
    horizon = VARS["forecast_horizon_weeks"]
    sundays = [sunday(newest["week_on"], n) if n <= horizon else None for n in at]
    in_time = sum(sunday(newest["week_on"], n) <= ends_on for n in known)
    return dict(zip(names, (*sundays, in_time / n_runs, n_runs), strict=True))


def sunday(week_on: date, weeks_ahead: int) -> date:
    """Give the Sunday that ends the week some weeks ahead."""
    return week_on + (weeks_ahead + 1) * WEEK - timedelta(days=1)


def play(open_weight: float, steps: list[float], run: list[float]) -> int:
    """Give the weeks a run takes until nothing is open; more than it has, where it does not."""
    for week, draw in enumerate(run, 1):
        open_weight -= steps[int(draw * len(steps))]
        if open_weight < 1e-9:
            return week
    return 9999


def results(night: ExampleNight) -> list[Row]:
    """Give each key result with its measured values."""
    values = night.ask("from fct_key_result_values").rows()
    rows = night.ask("from dim_key_results").to_dicts()
    return [
        row | {"values": [v[1:] for v in values if v[0] == row["key_result_id"]]} for row in rows
    ]


def judge(own: list[Row], week: date, objectives: dict[str, Row]) -> Row:
    """Judge some key results by their latest values of a week."""
    oldest = week + WEEK - timedelta(days=VARS["key_result_max_age_days"])
    ways, lines, tracks = [], [], []
    for result in own:
        fresh = [value for value in result["values"] if oldest <= value[0] < week + WEEK]
        if not fresh:
            continue
        measured_on, value = max(fresh)
        if result["direction"].startswith("stay"):
            sign = 1 if result["direction"] == "stay_above" else -1
            tracks.append(sign * value >= sign * result["target"])
            continue
        objective = objectives[result["objective_id"]]
        begin, days = objective["starts_on"], (objective["ends_on"] - objective["starts_on"]).days
        ways.append((value - result["baseline"]) / (result["target"] - result["baseline"]))
        lines.append(min(max(((measured_on - begin).days + 1) / (days + 1), 0.0), 1.0))
        ways[-1] = min(max(ways[-1], 0.0), 1.0)
        tracks.append(ways[-1] >= VARS["key_result_on_track_share"] * lines[-1])
    return {
        "n_key_results": len(own), "n_key_results_measured": len(tracks),
        "n_key_results_on_track": sum(tracks), "n_key_results_with_progress": len(ways),
        "key_result_progress_share": sum(ways) / len(ways) if ways else None,
        "expected_key_result_progress_share": sum(lines) / len(ways) if ways else None,
        "key_result_pace": sum(ways) / sum(lines) if sum(lines) else None,
    }  # fmt: skip


NOT_PLANNED: Row = {"is_starved": False, "planned_share": None, "objective_effort_share": None}


def starvation(night: ExampleNight, tree: pl.DataFrame) -> dict[tuple[str, date], Row]:
    """Give, by objective and week, the organisation's plan, what it got, and whether it starves."""
    effort = night.ask("from fct_effort_by_item_week").filter(pl.col("week_on") < AS_OF)
    total = dict(effort.group_by("week_on").agg(pl.col("effort_days").sum().cast(float)).rows())
    spent = (
        effort.join(night.ask("from fct_item_objectives"), on="work_item_id")
        .join(tree, on="objective_id")
        .group_by("above", "week_on")
        .agg((pl.col("effort_days").cast(float) * pl.col("objective_weight")).sum())
    )
    got = {(id_, week): days for id_, week, days in spent.rows()}
    rows: dict[tuple[str, date], Row] = {}
    for plan in night.ask("from fct_planned_shares where team_id = 'organisation'").to_dicts():
        if not plan["objective_id"]:
            continue
        hungry = 0
        for week in sorted(w for w in total if plan["starts_on"] <= w <= plan["ends_on"]):
            share = got.get((plan["objective_id"], week), 0.0) / total[week]
            is_less = share < VARS["starved_plan_share"] * plan["planned_share"]
            hungry = hungry + 1 if is_less else 0
            rows[plan["objective_id"], week] = {
                "is_starved": hungry >= VARS["starved_weeks"],
                "planned_share": plan["planned_share"], "objective_effort_share": share,
            }  # fmt: skip
    return rows
