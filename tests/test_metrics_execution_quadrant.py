"""The execution quadrant, made again from facts, and the teams that are planted in it."""

from datetime import date, timedelta

import polars as pl
from alignment_again import Plan, team_weeks
from example_night import ExampleNight
from metric_facts import Facts
from published import above, answer, assert_published, project_vars

VARS = project_vars()
QUADRANT = "metrics_execution_quadrant_by_team_month"
KEYS = ["team_id", "month_on"]
SUMS = ("strategic_effort_days", "planned_effort_days", "failure_effort_days",
        "classified_effort_days", "n_created", "n_completions", "n_reopens", "n_weeks",
        "n_targets", "n_targets_met")  # fmt: skip


def happened(night: ExampleNight) -> pl.DataFrame:
    """Count, by team of the tree and week, what came, went and came back."""
    teams = above(night.ask("from dim_teams"), "team_id", "parent_team_id")
    items = night.ask("from fct_work_items where not is_deleted")
    spans = night.ask("from fct_status_spans").join(
        items.select("work_item_id", "team_id"), on="work_item_id"
    )
    was, now = (pl.col(name) == "done" for name in ("previous_status_group", "status_group"))
    moments = {
        "n_created": items.select("team_id", at="created_at"),
        "n_completions": spans.filter(now & ~was.fill_null(False)).select(
            "team_id", at="started_at"
        ),
        "n_reopens": spans.filter(~now & was).select("team_id", at="started_at"),
    }
    return pl.concat(
        frame.join(teams, on="team_id").select(
            pl.col("above").alias("team_id"),
            pl.col("at").dt.date().dt.truncate("1w").alias("week_on"),
            *(pl.lit(int(name == other)).alias(other) for other in moments),
        )
        for name, frame in moments.items()
    )


def failures(night: ExampleNight) -> pl.DataFrame:
    """Sum, by team of the tree and week, effort on defects and incidents."""
    teams = above(night.ask("from dim_teams"), "team_id", "parent_team_id")
    effort = night.ask(
        """
        select week_on, effort.team_id, effort.effort_days::double as failure_effort_days
        from fct_effort_by_item_week as effort inner join fct_work_items using (work_item_id)
        where work_category in ('defect', 'incident')
        """
    )
    return effort.join(teams, on="team_id").select(
        pl.col("above").alias("team_id"), "week_on", "failure_effort_days"
    )


def promises(night: ExampleNight) -> pl.DataFrame:
    """Count, by team of the tree and week, the service targets decided, and those met."""
    teams = above(night.ask("from dim_teams"), "team_id", "parent_team_id")
    responses = night.ask("from fct_service_responses").join(teams, on="team_id")
    decided = pl.concat(
        responses.select(
            team_id="above", at=f"{promise}_decided_at", is_met=f"is_{promise}_met"
        ).drop_nulls()
        for promise in ("first_reply", "resolution")
    )
    return decided.select(
        "team_id",
        pl.col("at").dt.date().dt.truncate("1w").alias("week_on"),
        n_targets=pl.lit(1),
        n_targets_met=pl.col("is_met").cast(pl.Int64),
    )


def monthly(facts: Facts) -> dict[tuple[str, date], dict]:
    """Sum up each team's months, by the Mondays of their weeks."""
    plan = Plan(facts)
    keys = ["team_id", "week_on"]
    weeks = team_weeks(facts)
    for part in (happened(facts.night), failures(facts.night), promises(facts.night)):
        weeks = weeks.join(part.group_by(keys).sum(), on=keys, how="left")
    months: dict[tuple[str, date], dict] = {}
    for week in weeks.fill_null(0).to_dicts():
        share = plan.share(week["team_id"], week["week_on"])
        assert share is not None
        classified = week["strategic"] + week["operational"]
        week |= {
            "classified_effort_days": classified, "n_weeks": 1,
            "strategic_effort_days": week["strategic"], "planned_effort_days": share * classified,
        }  # fmt: skip
        month = months.setdefault(
            (week["team_id"], week["week_on"].replace(day=1)), dict.fromkeys(SUMS, 0)
        )
        for name in SUMS:
            month[name] += week[name]
    return months


def indexes(sums: dict) -> dict:
    """Make the signals and the two indexes of some weeks."""
    n_done = sums["n_completions"]
    signals = {
        "reopened_share": sums["n_reopens"] / n_done,
        "failure_effort_share": sums["failure_effort_days"] / sums["classified_effort_days"],
        "backlog_growth_share": (sums["n_created"] + sums["n_reopens"] - n_done) / n_done,
        "missed_target_share": (sums["n_targets"] - sums["n_targets_met"]) / sums["n_targets"]
        if sums["n_targets"]
        else None,
    }
    bounds = (
        "health_reopens",
        "health_failure_effort",
        "health_backlog_growth",
        "health_missed_targets",
    )
    healths = []
    for signal, (good, bad) in zip(signals.values(), (VARS[b] for b in bounds), strict=True):
        if signal is not None:
            healths.append(min(max((bad - signal) / (bad - good), 0.0), 1.0))
    progress = sums["strategic_effort_days"] / sums["planned_effort_days"]
    return signals | {"progress_index": progress, "health_index": min(healths)}


def place(progress: float, health: float) -> str:
    is_healthy = health >= VARS["quadrant_min_health"]
    if progress >= VARS["quadrant_min_progress"]:
        return "advancing" if is_healthy else "progress_on_unstable_ground"
    return "efficient_but_stagnant" if is_healthy else "stalled"


def test_the_published_quadrant_is_that_of_the_facts(facts: Facts) -> None:
    months = monthly(facts)
    rows = []
    for (team_id, month_on), sums in months.items():
        row = {"team_id": team_id, "month_on": month_on} | sums | indexes(sums)
        before = dict.fromkeys(SUMS, 0)
        earlier = month_on
        for _ in range(VARS["quadrant_trend_months"]):
            earlier = (earlier - timedelta(days=1)).replace(day=1)
            for name, value in months.get((team_id, earlier), {}).items():
                before[name] += value
        is_placed = sums["n_weeks"] >= VARS["quadrant_min_weeks"]
        now = (row["progress_index"], row["health_index"])
        row["execution_quadrant"] = place(*now) if is_placed else None
        row["heading_quadrant"] = row["progress_index_before"] = row["health_index_before"] = None
        if before["n_weeks"]:
            then = indexes(before)
            was = (then["progress_index"], then["health_index"])
            row["progress_index_before"], row["health_index_before"] = was
            ahead = [2 * index - index_before for index, index_before in zip(now, was, strict=True)]
            row["heading_quadrant"] = place(*ahead) if is_placed else None
        rows.append(row)
    assert_published(facts.night, QUADRANT, KEYS, pl.DataFrame(rows, infer_schema_length=None))


def last_quadrants(night: ExampleNight, team_id: str, n_months: int) -> list[str]:
    placed = night.ask(
        f"""
        select execution_quadrant from {QUADRANT}
        where team_id = '{team_id}' and execution_quadrant is not null order by month_on desc
        """
    )
    return placed["execution_quadrant"].to_list()[:n_months]


def test_the_stagnant_and_the_unstable_team_are_named(night: ExampleNight) -> None:
    for quadrant in ("efficient_but_stagnant", "progress_on_unstable_ground"):
        fact = night.organisation.planted[quadrant]
        assert last_quadrants(night, fact["team_id"], 3) == [quadrant] * 3


def test_teams_that_keep_to_their_plan_advance(night: ExampleNight) -> None:
    for team_id in ("checkout", "platform", "data", "identity", "onboarding"):
        assert last_quadrants(night, team_id, 3) == ["advancing"] * 3
    drifting = night.organisation.planted["drift"]["team_id"]
    assert last_quadrants(night, drifting, 3) == ["stalled"] * 3


def test_the_unstable_team_lost_its_health_and_not_its_progress(night: ExampleNight) -> None:
    team_id = night.organisation.planted["progress_on_unstable_ground"]["team_id"]
    months = night.ask(f"from {QUADRANT} where team_id = '{team_id}' order by month_on")
    placed = months.drop_nulls("execution_quadrant")
    assert placed["health_index"][0] > 0.9
    assert placed["health_index"][-1] < 0.5
    assert placed["progress_index"].min() > 0.85
    assert set(placed["weakest_signal"].tail(3)) <= {"reopens", "failure_effort"}
    assert (
        answer(night, "what_drifts_from_plan_and_since_when").filter(team_name="Mobile").is_empty()
    )
