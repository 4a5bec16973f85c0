"""Drift from the plan, made again step by step from facts, and held against what is planted."""

from datetime import timedelta
from math import pi, sqrt

import polars as pl
import pytest
from alignment_again import CLASSES, Plan, team_weeks
from example_night import ExampleNight
from metric_facts import Facts
from published import answer, assert_published, project_vars

VARS = project_vars()
DRIFT = "metrics_drift_by_team_week"


def judged(gaps: list[float]) -> list[dict]:
    """Walk through a team's gaps week by week, as the recursions are written in books."""
    weight, slack = VARS["drift_ewma_weight"], VARS["drift_cusum_slack"]
    rows: list[dict] = []
    average = 0.0
    for number, gap in enumerate(gaps):
        first = max(1, number - VARS["drift_noise_weeks"])
        moves = [abs(gaps[n] - gaps[n - 1]) for n in range(first, number)]
        mean = sum(moves) / len(moves) if moves else 0.0
        average = weight * gap + (1 - weight) * average
        noise = max(VARS["drift_min_noise_share"], mean * sqrt(pi) / 2)
        limit = VARS["drift_ewma_limit"] * noise * sqrt(weight / (2 - weight))
        rows.append({
            "ewma_gap_share": average, "noise_share": noise, "n_noise_weeks": len(moves),
            "ewma_limit_share": max(limit, VARS["drift_min_gap_share"]),
        })  # fmt: skip
    enough = VARS["drift_min_noise_weeks"]
    first_known = next((r["noise_share"] for r in rows if r["n_noise_weeks"] == enough), None)
    below = over = 0.0
    for gap, row in zip(gaps, rows, strict=True):
        noise = row["noise_share"] if row["n_noise_weeks"] >= enough else first_known
        if noise is not None:
            below = max(0.0, below - gap / noise - slack)
            over = max(0.0, over + gap / noise - slack)
        row |= {"cusum_below": below, "cusum_above": over}
    return rows


def change(weeks: list[dict], week: dict) -> dict:
    """Split a week's change in strategic effort by following who gave what to whom."""
    reach = timedelta(weeks=VARS["drift_reference_weeks"])
    earlier = [w for w in weeks if timedelta(0) < week["week_on"] - w["week_on"] <= reach]
    names = ("reference_strategic_effort_days", "change_in_strategic_effort_days",
             "change_by_mix_days", "change_by_volume_days", "change_by_data_quality_days",
             "change_by_reclassification_days")  # fmt: skip
    if not earlier:
        return dict.fromkeys(names)
    mean = {name: sum(w[name] for w in earlier) / len(earlier) for name in (*CLASSES, "total")}
    extra = {c: week[c] - week["total"] * mean[c] / mean["total"] for c in CLASSES}
    sign = 1 if extra["strategic"] > 0 else -1
    given = {c: max(0.0, -sign * extra[c]) for c in ("operational", "unclassified")}
    part = {c: extra["strategic"] * given[c] / (sum(given.values()) or 1.0) for c in given}
    volume = mean["strategic"] / mean["total"] * (week["total"] - mean["total"])
    parts = (part["operational"], volume, part["unclassified"], 0.0)
    whole = week["strategic"] - mean["strategic"]
    return dict(zip(names, (mean["strategic"], whole, *parts), strict=True))


def recomputed(facts: Facts) -> pl.DataFrame:
    rows: list[dict] = []
    plan_of = Plan(facts)
    for _, team in team_weeks(facts).group_by("team_id", maintain_order=True):
        weeks = team.to_dicts()
        for week in weeks:
            classified = week["strategic"] + week["operational"]
            plan = plan_of.share(week["team_id"], week["week_on"])
            gap = None if plan is None or not classified else week["strategic"] / classified - plan
            week |= {"plan_gap_share": gap, "classified_effort_days": classified}
        counted = [
            week
            for week in weeks
            if week["plan_gap_share"] is not None
            and week["classified_effort_days"] >= VARS["drift_min_effort_days"]
        ]
        for week, row in zip(counted, judged([w["plan_gap_share"] for w in counted]), strict=True):
            week |= row
        rows += [week | change(weeks, week) for week in weeks]
    made = pl.DataFrame(rows, infer_schema_length=None)
    return made.drop(*CLASSES, "total", "n_items")


def test_the_published_drift_is_that_of_the_textbook(facts: Facts) -> None:
    assert_published(facts.night, DRIFT, ["team_id", "week_on"], recomputed(facts))


def test_the_parts_of_a_change_add_up_to_it(night: ExampleNight) -> None:
    worst = night.ask(
        f"""
        select max(abs(
            change_in_strategic_effort_days - change_by_mix_days - change_by_volume_days
            - change_by_reclassification_days - change_by_data_quality_days
        )) from {DRIFT}
        """
    )
    assert worst.item() == pytest.approx(0, abs=1e-9)


def test_the_alarm_rings_where_the_drift_is_and_nowhere_twice(night: ExampleNight) -> None:
    fact = night.organisation.planted["drift"]
    alarms = night.ask(f"from {DRIFT} where is_alarm")
    begins = fact["week_on"]
    there = alarms.filter(pl.col("team_id") == fact["team_id"], pl.col("week_on") >= begins)
    first = there.sort("week_on").row(0, named=True)
    assert first["week_on"] < begins + timedelta(weeks=3)
    assert first["drift_side"] == "below_plan"
    assert abs((first["drifting_since_on"] - begins).days) <= 7
    assert first["main_part_of_change"] == "mix"
    before = alarms.filter(pl.col("week_on").is_between(begins - timedelta(weeks=26), begins))
    elsewhere = before.filter(pl.col("team_id") != fact["team_id"])
    assert elsewhere.group_by("team_id").len().filter(pl.col("len") > 1).is_empty()


def test_what_drifts_is_named_first(night: ExampleNight) -> None:
    first = answer(night, "what_drifts_from_plan_and_since_when").row(0, named=True)
    assert first["team_name"] == "Payments"
    assert first["is_drifting_now"]
    fact = night.organisation.planted["drift"]
    assert abs((first["drifting_since_on"] - fact["week_on"]).days) <= 7


def test_how_sure_we_are_is_said_of_every_team(night: ExampleNight) -> None:
    sure = answer(night, "how_sure_are_we_of_the_split")
    assert sure.height == night.ask("from metrics_recent_alignment_by_team").height
    assert sure["stated_effort_share"].null_count() == 0
    within = night.ask(
        "select team_name, planned_strategic_share between strategic_share_low "
        "and strategic_share_high as is_within "
        "from metrics_recent_alignment_by_team inner join dim_teams using (team_id)"
    )
    both = sure.join(within, on="team_name")
    assert both.height == sure.height
    assert both["is_plan_within_bounds"].to_list() == both["is_within"].to_list()
    assert not sure.filter(team_name="Payments")["is_plan_within_bounds"].item()
